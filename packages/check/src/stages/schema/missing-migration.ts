import { ambiguities } from '@scalr/platform';
import type { SchemaDifferences } from '@scalr/ports';
import type { Finding } from '../../finding.ts';
import { find } from './rules.ts';
import { placeOf, type SourceFile } from './schema-sources.ts';

const last = (name: string) => name.split('.').at(-1) as string;

/** What the models have and the migrations do not make, as findings; null: they agree. */
export function missingMigration(
  slug: string,
  differences: SchemaDifferences | null,
  models: readonly SourceFile[],
): readonly Finding[] {
  if (differences === null) return [];
  const { gone, came, narrowed, tables } = differences;
  const did = 'compare the models with the migrations';
  const unclear = ambiguities(differences, gone);
  if (unclear.length > 0) {
    return unclear.map(({ from, to }) =>
      find('ambiguous', {
        ...placeOf(models, last(to[0]!)),
        ...{ did, got: `${from} is gone from the models, and ${to.join(', ')} is new` },
        expected: 'to be told whether that is a new name',
        fix: `./scalr migrate ${slug} --rename ${from}=${last(to[0]!)} where the values stay, or ./scalr migrate ${slug} --drop ${from} where they go`,
      }),
    );
  }
  const flags = [...gone.map((name) => ` --drop ${name}`), ...narrowed.map((name) => ` --narrow ${name}`)].join('');
  const said = [
    ...(came.length === 0 ? [] : [`new: ${came.join(', ')}`]),
    ...(gone.length === 0 ? [] : [`gone: ${gone.join(', ')}`]),
    ...(narrowed.length === 0 ? [] : [`narrower: ${narrowed.join(', ')}`]),
  ];
  const word = came[0] ?? narrowed[0] ?? tables[0] ?? '';
  return [
    find('missing', {
      ...placeOf(models, last(word)),
      ...{
        did,
        got: said.join('; ') || `changed: ${tables.join(', ')}`,
        expected: 'a migration that makes what the models say',
      },
      fix: `./scalr migrate ${slug}${flags}`,
    }),
  ];
}
