import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@scalr/process';
import { z } from 'zod';
import { findBrowser } from './browser.ts';
import type { Context } from './context.ts';

const reportSchema = z.object({ numPassedTests: z.int(), numFailedTests: z.int() });

export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly exitCode: number;
}

export interface TestRunOptions {
  /** On top of the machine's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** One test file at a time. */
  readonly oneByOne?: boolean;
}

/** Runs vitest over everything, with a browser that is known to be there. */
export async function runTests(
  context: Context,
  files: readonly string[],
  { env = {}, oneByOne = false }: TestRunOptions = {},
): Promise<TestReport> {
  const browser = await findBrowser(context);
  const folder = await mkdtemp(join(tmpdir(), 'scalr-test-'));
  const report = join(folder, 'report.json');
  const vitest = join(context.installFolder, 'node_modules/vitest/vitest.mjs');
  try {
    const reporters = [
      context.json ? '--silent' : '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...(oneByOne ? ['--no-file-parallelism'] : []),
    ];
    const { code } = await run([process.execPath, vitest, 'run', ...reporters, ...files], {
      cwd: context.installFolder,
      env: { ...context.environment.inherited, ...env, SCALR_BROWSER: browser, NO_COLOR: '1' },
      interactive: !context.json,
    });
    const counted = await readFile(report, 'utf8').then(
      (text) => reportSchema.parse(JSON.parse(text)),
      () => null,
    );
    const passed = counted?.numPassedTests ?? 0;
    const failed = counted?.numFailedTests ?? 0;
    // Nothing executed is not a pass.
    return { passed, failed, exitCode: code === 0 && passed > 0 && failed === 0 ? 0 : 1 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
