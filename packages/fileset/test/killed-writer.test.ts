import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from '@scalr/fileset';
import { expect, it } from 'vitest';

const CONTENTS = ['a', 'b', 'c'].map((letter) => letter.repeat(300_000));
const WRITER = `import { writeFileAtomically } from '@scalr/fileset';
  const contents = ['a', 'b', 'c'].map((letter) => letter.repeat(300_000));
  for (let round = 0; ; round += 1) {
    await writeFileAtomically(process.argv[1], contents[round % 3]);
    if (round === 0) console.log('writing');
  }`;

it('a writer killed at any moment leaves a whole file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scalr-killed-'));
  const path = join(folder, 'state');
  await writeFileAtomically(path, CONTENTS[0]!);
  const broken: number[] = [];
  for (let round = 0; round < 8; round += 1) {
    const writer = spawn(process.execPath, ['--input-type=module', '--eval', WRITER, path], {
      cwd: import.meta.dirname,
    });
    await once(writer.stdout, 'data');
    // Spread over the phases of a write: one whole write is what the readings of a few files take.
    for (let reading = 0; reading < round * 3; reading += 1) await readFile(path);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const left = await readFile(path, 'utf8');
    if (!CONTENTS.includes(left)) broken.push(left.length);
  }
  expect(broken).toEqual([]);
  await rm(folder, { recursive: true });
});
