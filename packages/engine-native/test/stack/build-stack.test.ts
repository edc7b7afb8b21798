import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStack, type Stack } from '../../src/stack/index.ts';
import { STACK_SPECIFIERS } from '../../src/stack/specifiers.ts';
import { CHECKOUT, exampleInstall, remove, temporaryFolder } from './example-install.ts';

const folder = temporaryFolder();
const stateFolder = join(folder, 'state');
let stack: Stack;

beforeAll(async () => {
  stack = await buildStack({ stateFolder, installFolder: CHECKOUT });
});
afterAll(() => remove(folder));

describe('the bundled stack', () => {
  it('has an entry for every specifier', () => {
    expect(Object.keys(stack.entries).sort()).toEqual([...STACK_SPECIFIERS].sort());
  });

  it('exports what the packages export', () => {
    const specifiers = JSON.stringify(STACK_SPECIFIERS);
    const names = (locate: string) =>
      JSON.parse(
        execFileSync(
          process.execPath,
          [
            '--input-type=module',
            '-e',
            `const out = {}; for (const s of ${specifiers}) out[s] = Object.keys(await import((${locate})(s))).sort();
             process.stdout.write(JSON.stringify(out)); process.exit(0)`,
          ],
          { cwd: CHECKOUT, encoding: 'utf8' },
        ),
      ) as Record<string, string[]>;
    const urls = Object.fromEntries(Object.entries(stack.entries).map(([s, path]) => [s, pathToFileURL(path).href]));
    const bundled = names(`(s) => (${JSON.stringify(urls)})[s]`);
    const plain = names('(s) => s');
    // What Node adds to the namespace of a CommonJS module is the default export once more.
    for (const [key, value] of Object.entries(plain)) plain[key] = value.filter((name) => name !== 'module.exports');
    expect(bundled).toEqual(plain);
    expect(plain.zod).toContain('toJSONSchema');
  });

  it('shares one instance of what several entries stand on', () => {
    const script = `
      const [{ z }, { isoDateTime }, drizzle, pgCore] = await Promise.all(process.argv.slice(1).map((u) => import(u)));
      const table = pgCore.pgTable('t', { id: pgCore.uuid() });
      console.log(isoDateTime instanceof z.ZodCodec, drizzle.is(table, pgCore.PgTable)); process.exit(0)`;
    const urls = ['zod', '@scalr/app-server', 'drizzle-orm', 'drizzle-orm/pg-core'].map((s) => stack.entries[s] ?? '');
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script, ...urls], { encoding: 'utf8' });
    expect(out).toBe('true true\n');
  });

  it('is plain ASCII and needs nothing from outside its folder', () => {
    const files = readdirSync(stack.folder).filter((name) => name.endsWith('.js'));
    for (const name of files) {
      const bytes = readFileSync(join(stack.folder, name));
      expect(bytes.filter((byte) => byte > 127).length, name).toBe(0);
      const text = bytes.toString('latin1');
      const imports = [...text.matchAll(/\bimport\s*(?:[^"'()]*?from)?\s*["']([^"']+)["']/g)].map(([, from]) => from);
      expect(
        imports.filter((from = '') => !from.startsWith('./') && !isBuiltin(from)),
        name,
      ).toEqual([]);
    }
  });

  it('is reused while nothing changed', async () => {
    const before = statSync(stack.runner).mtimeMs;
    expect(await buildStack({ stateFolder, installFolder: CHECKOUT })).toEqual(stack);
    expect(statSync(stack.runner).mtimeMs).toBe(before);
  });
});

describe('another checkout', () => {
  const own = temporaryFolder();
  const place = { stateFolder: join(own, 'state'), installFolder: join(own, 'install') };
  const source = join(place.installFolder, 'packages/app-server/src/index.ts');
  beforeAll(() => exampleInstall(place.installFolder, ['app-server']));
  afterAll(() => remove(own));

  it('can be bundled twice at once', async () => {
    const [one, two] = await Promise.all([buildStack(place), buildStack(place)]);
    expect(one).toEqual(two);
    expect(readdirSync(dirname(one.folder))).toEqual([basename(one.folder)]);
  });

  it('is bundled anew when a source changes, and the one before stays', async () => {
    const first = await buildStack(place);
    appendFileSync(source, "export const edited = 'yes';\n");
    const second = await buildStack(place);
    appendFileSync(source, "export const again = 'yes';\n");
    const third = await buildStack(place);
    expect(readFileSync(second.entries['@scalr/app-server'] ?? '', 'utf8')).toContain('edited');
    expect(new Set([first.folder, second.folder, third.folder]).size).toBe(3);
    expect(readdirSync(dirname(third.folder)).sort()).toEqual([basename(second.folder), basename(third.folder)].sort());
  });

  it('says that it cannot be bundled, and leaves nothing behind', async () => {
    const text = readFileSync(source, 'utf8');
    const before = readdirSync(join(place.stateFolder, 'cache/stack'));
    writeFileSync(source, `${text}export { nothing } from './nowhere.ts';\n`);
    await expect(buildStack(place)).rejects.toMatchObject({ code: 'BUNDLE_FAILED' });
    expect(readdirSync(join(place.stateFolder, 'cache/stack'))).toEqual(before);
    writeFileSync(source, text);
  });
});
