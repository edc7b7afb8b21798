import type { Guard } from '../guard.ts';
import { isOurs } from '../source-files.ts';
import { brokenTool, runProgram } from '../tool.ts';

interface Comment {
  readonly file: string;
  readonly line: number;
  readonly code: number;
  readonly message: string;
}

const SHEBANG = /^#!\S*(?:\/|\s)(?:ba|da)?sh\b/;

export const shell: Guard = {
  name: 'shell',
  asks: 'shell scripts quote what they use and stop at the first failure',
  look: async (ground) => {
    const scripts = ground.files
      .filter(
        ({ path }) =>
          (isOurs(path) || !path.includes('/') || path.startsWith('.ci/')) && !/\.\w+$/.test(path.replace(/\.sh$/, '')),
      )
      .filter(({ path, text }) => path.endsWith('.sh') || SHEBANG.test(text))
      .map(({ path }) => path);
    if (scripts.length === 0) return { findings: [] };
    const said = await runProgram(ground, 'shellcheck', '--format=json', ...scripts).catch(() => null);
    if (said === null) return { findings: [], skipped: 'shellcheck is not installed: apt-get install shellcheck' };
    if (!said.stdout.startsWith('[')) throw brokenTool('shellcheck', said);
    return {
      findings: (JSON.parse(said.stdout) as readonly Comment[]).map(({ file, line, code, message }) => ({
        file,
        line,
        what: `${message} (SC${code})`,
        fix: 'as the message says, or a disable comment with the reason',
      })),
    };
  },
};
