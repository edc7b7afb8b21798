import type { Note } from '../../finding.ts';
import { type Answer, shown } from './bench.ts';
import type { Collection } from './collections.ts';

/** Says of a kind of record that nothing is known about it, because the check came to none. */
export function unproven({ path }: Collection, answers: readonly Answer[]): Note {
  const kind = path.slice('/api/'.length).replaceAll('-', ' ');
  if (answers.length === 0) {
    return {
      says: `${kind}: not proven, because none could be made`,
      got: 'none of the test people may make one, or make what it refers to',
    };
  }
  const [first] = answers;
  const same = Map.groupBy(answers, (answer) => reasonOf(answer));
  const said = [...same].map(([reason, those]) => (those.length === 1 ? reason : `${reason} (${those.length} times)`));
  return {
    says: `${kind}: not proven, because none could be made; features.json may prove what the schema cannot say`,
    got: [...said, `first ${first!.did}`].join('\n'),
  };
}

/** Without what is another in each answer, such as the id of the request. */
function reasonOf(answer: Answer): string {
  const { title, detail } = (answer.json ?? {}) as { readonly title?: unknown; readonly detail?: unknown };
  const words = [title, detail].filter((one) => typeof one === 'string');
  return words.length === 0 ? shown(answer) : `${answer.status} ${words.join(': ')}`;
}
