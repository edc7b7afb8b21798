import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { isTest, openGround } from '../ground.ts';
import type { Finding, Ground, Guard } from '../guard.ts';

const { PATH = '', HOME = '' } = process.env;

/** Files that are nowhere but here. */
export function inMemory(files: Readonly<Record<string, string>>): Ground {
  return {
    root: '/nowhere',
    env: {},
    files: Object.entries(files).map(([path, text]) => ({
      ...{ path, text, isTest: isTest(path), isGenerated: path.includes('.generated.') },
    })),
  };
}

/** A folder that is gone when the test ends. */
export async function onDisk(files: Readonly<Record<string, string>>): Promise<Ground> {
  const root = mkdtempSync(join(tmpdir(), 'scalr-guard-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return openGround(root, { PATH, HOME });
}

/** `file:line what` of everything that a guard finds. */
export async function told(guard: Guard, ground: Ground): Promise<readonly string[]> {
  const { findings } = await guard.look(ground);
  return findings.map(tell).sort();
}

function tell({ file, line, what }: Finding): string {
  return `${file ?? ''}${line === undefined ? '' : `:${line}`} ${what}`;
}
