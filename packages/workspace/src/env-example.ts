import { SHARED_KEYS } from './env-keys.ts';

/** `.env.shared.example`: every key, explained. All are comments, so that a copy of it is a good beginning. */
export function printSharedExample(): string {
  const header = [
    'Secrets and settings of one checkout. The real file is .env.shared: never committed, readable by its owner only.',
    'You need not write it: ./scalr up makes it, with strong random values for every secret that is missing, and never',
    'changes a line that is there. Copy it by hand to the machines that share its data.',
    'Generated from packages/workspace/src/env-keys.ts by: node infra/generate.ts',
  ];
  const keys = SHARED_KEYS.map(({ key, description, generated, example }) =>
    [...wrap(description), ...(generated ? ['Made by ./scalr up.'] : []), `${key}=${example}`].map(comment).join('\n'),
  );
  return `${[header.map(comment).join('\n'), ...keys].join('\n\n')}\n`;
}

const comment = (line: string) => `# ${line}`;

function wrap(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + word.length > 100) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
