import type { Diagnosis } from '@scalr/platform';
import { findInstalledBrowser } from '../browser.ts';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';

export default {
  summary: 'Say whether the machine and the platform are well; exit 3 where something does not work',
  configure(command, act) {
    command.action(act(run));
  },
} satisfies CommandModule;

const MARKS = { good: '✓', note: '·', bad: '✗' } as const;

async function run(context: Context) {
  const { diagnose } = await import('@scalr/platform');
  const found = [node(), browser(context), ...(await diagnose(await context.platform()))];
  const width = Math.max(...found.map(({ what }) => what.length));
  const lines = found.map(({ what, state, found: said, fix }) => {
    const row = `  ${MARKS[state]} ${what.padEnd(width)}  ${said}`;
    return fix === null ? row : `${row}\n${' '.repeat(width + 6)}fix: ${fix}`;
  });
  return { data: found, text: lines.join('\n'), exitCode: found.some(({ state }) => state === 'bad') ? 3 : 0 };
}

function node(): Diagnosis {
  return { what: 'Node', state: 'good', found: process.version, fix: null };
}

function browser(context: Context): Diagnosis {
  const path = findInstalledBrowser(context);
  if (path !== null) return { what: 'browser', state: 'good', found: path, fix: null };
  const found = 'neither Chrome nor Chromium; the check and the tests get one when they need it';
  return { what: 'browser', state: 'note', found, fix: 'apt-get install -y chromium' };
}
