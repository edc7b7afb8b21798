import type { Rehearsal } from '@scalr/ports';
import type { Finding } from '../../finding.ts';
import { find } from './rules.ts';
import type { MigrationFile } from './schema-sources.ts';

export function failingMigration(rehearsal: Rehearsal, migrations: readonly MigrationFile[]): readonly Finding[] {
  if (rehearsal.ok) return [];
  const { migration, doing, statement, detail } = rehearsal;
  const found = migrations.find(({ name }) => name === migration);
  return [
    find('fails', {
      ...(found === undefined ? {} : placeOfStatement(found, doing === 'down' ? null : statement)),
      did: `run ${migration} ${doing} on a copy of the database`,
      got: statement === null ? detail : `${detail}\n${statement}`,
      expected: 'up, down and up again without an error',
    }),
  ];
}

function placeOfStatement({ file, text }: MigrationFile, statement: string | null): { file: string; line?: number } {
  const at = statement === null ? -1 : text.indexOf(statement);
  return at === -1 ? { file } : { file, line: text.slice(0, at).split('\n').length };
}
