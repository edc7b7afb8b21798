import { databaseName } from '@scalr/manifest';
import type { QueryResult } from '@scalr/ports';
import { pathOfTable } from './stages/api/references.ts';
import type { Subject } from './subject.ts';

export type TableVerb = 'read' | 'create' | 'update' | 'delete';

/** What Postgres itself enforces on the rows of one table, whoever wrote the route. */
export interface TableRules {
  /** Quoted as SQL needs it, with its schema. */
  readonly table: string;
  /** Where `entity()` puts it: `/api/rides`. */
  readonly path: string;
  /** Quoted as SQL needs it; null: rows belong to nobody. */
  readonly ownerColumn: string | null;
  /** As `x-access` says them; none: nobody. Null: a policy that no access rule makes. */
  readonly rules: Readonly<Record<TableVerb, readonly string[] | null>>;
}

const POLICIES = `
  select format('%I.%I', n.nspname, c.relname), c.relname, p.polcmd,
    pg_get_expr(coalesce(p.polqual, p.polwithcheck), p.polrelid)
  from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
  where p.polpermissive and n.nspname <> 'scalr'
  order by 1, 3`;

const VERBS: Readonly<Record<string, TableVerb>> = { r: 'read', a: 'create', w: 'update', d: 'delete' };

/** The access rules of an app's tables, read from their policies; none where there is no database. */
export async function readTableRules({ app, query }: Subject): Promise<readonly TableRules[]> {
  return databaseName(app.manifest) === undefined ? [] : tableRules(await query(POLICIES));
}

/** From rows of: qualified table, its name, `polcmd`, the expression as Postgres prints it. */
function tableRules({ rows }: QueryResult): readonly TableRules[] {
  const tables = Map.groupBy(rows, ([table]) => table ?? '');
  return [...tables].map(([table, policies]) => {
    const of = (verb: TableVerb): readonly string[] | null => {
      // One for every command (`*`) is of nobody's making here.
      const own = policies.filter(([, , command]) => command === '*' || VERBS[command ?? ''] === verb);
      const read = own.map(([, , command, text]) => (command === '*' ? null : rulesIn(text ?? '', verb)));
      return read.includes(null) ? null : read.flatMap((rules) => rules ?? []);
    };
    const ownerColumn = policies.flatMap(([, , , text]) => OWNER.exec(text ?? '')?.[1] ?? [])[0] ?? null;
    return {
      ...{ table, path: pathOfTable(policies[0]?.[1] ?? ''), ownerColumn },
      rules: { read: of('read'), create: of('create'), update: of('update'), delete: of('delete') },
    };
  });
}

const USER = String.raw`NULLIF\(current_setting\('app\.user_id'::text, true\), ''::text\)`;
const GROUPS = String.raw`\(?COALESCE\(NULLIF\(current_setting\('app\.groups'::text, true\), ''::text\), '\[\]'::text\)\)?::jsonb`;
const OWNER = new RegExp(String.raw`\(?("(?:[^"]|"")+"|\w+)(?:\)::text)? = ${USER}`);
const CONDITION = new RegExp(
  String.raw`(?<owner>${OWNER.source})|(?<shared>${USER} IS NOT NULL)|${GROUPS} \? '(?<group>(?:[^']|'')+)'::text|(?<everybody>\btrue\b)`,
  'g',
);

function rulesIn(text: string, verb: TableVerb): readonly string[] | null {
  // What stands behind it only says whose a new row is.
  const [said = ''] = verb === 'create' ? text.split(' AND ') : [text];
  if (said.replace(CONDITION, '').replace(/\bOR\b|[()\s]/g, '') !== '') return null;
  return [...said.matchAll(CONDITION)].map(({ groups = {} }) => {
    if (groups.owner !== undefined) return 'owner';
    if (groups.shared !== undefined) return 'shared';
    if (groups.group !== undefined) return `group:${groups.group.replaceAll("''", "'")}`;
    return verb === 'read' ? 'public-read' : 'anyone';
  });
}
