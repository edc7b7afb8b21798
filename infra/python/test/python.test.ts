import { runPython } from '@scalr/testing/python';
import { describe, expect, test } from 'vitest';

const CACHE = '../../.scalr/python';

/** Name of the tool, its arguments. The same as a person would type in the package's folder. */
const TOOLS: readonly (readonly [module: string, ...args: string[]])[] = [
  ['ruff', 'check', '--cache-dir', `${CACHE}/ruff-cache`],
  ['ruff', 'format', '--check', '--cache-dir', `${CACHE}/ruff-cache`],
  ['mypy', '--cache-dir', `${CACHE}/mypy-cache`],
  ['pytest', '-q', '-p', 'no:cacheprovider'],
];

describe.each(['packages/auth-client-py', 'packages/app-server-py'])('%s', (folder) => {
  test.each(TOOLS)(
    '%s %s',
    async (module, ...args) => {
      const { code, stdout, stderr } = await runPython(folder, module, ...args);
      expect(code, `${stdout}\n${stderr}`).toBe(0);
    },
    400_000,
  );
});
