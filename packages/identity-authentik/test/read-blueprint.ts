import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { z } from 'zod';

/** A value that Authentik would work out, as it stands in the text: `{tag: '!KeyOf', of: 'provider'}`. */
export interface TaggedValue {
  readonly tag: string;
  readonly of: unknown;
}

export interface ReadEntry {
  readonly model: string;
  readonly id?: string;
  readonly state?: string;
  readonly conditions?: readonly unknown[];
  readonly identifiers?: Record<string, unknown>;
  readonly attrs?: Record<string, unknown>;
}

export interface ReadBlueprint {
  readonly version: number;
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string> };
  readonly entries: readonly ReadEntry[];
}

const TAGS = ['!Find', '!KeyOf', '!File', '!Condition'];

/** Parses with YAML 1.1, as PyYAML does. */
export function readBlueprint(text: string): ReadBlueprint {
  const scalars = TAGS.map((tag) => ({ tag, resolve: (of: string): TaggedValue => ({ tag, of }) }));
  const lists = TAGS.map((tag) => ({
    tag,
    collection: 'seq' as const,
    resolve: (node: { toJSON(): unknown }): TaggedValue => ({ tag, of: node.toJSON() }),
  }));
  const document = parseDocument(text, { version: '1.1', customTags: (tags) => [...tags, ...scalars, ...lists] });
  if (document.errors.length + document.warnings.length > 0) {
    throw new Error([...document.errors, ...document.warnings].map(String).join('\n'));
  }
  return document.toJS() as ReadBlueprint;
}

const SCHEMA_FILE = new URL('authentik-blueprint.schema.json', import.meta.url);
interface Schema {
  readonly $defs: Record<string, { readonly 'x-required-on-create'?: readonly string[] }>;
}
const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as Schema;
// Draft 7 keeps its definitions elsewhere; in all that this schema says, the two drafts agree.
const blueprintSchema = z.fromJSONSchema({
  ...schema,
  $schema: 'https://json-schema.org/draft/2020-12/schema',
});

/** What the schema derived from Authentik's published API finds wrong; empty: nothing. */
export function schemaProblems(blueprint: ReadBlueprint): readonly string[] {
  const plain = withoutTags(blueprint) as ReadBlueprint;
  const parsed = blueprintSchema.safeParse(plain);
  const invalid = parsed.success ? [] : parsed.error.issues.map((issue) => JSON.stringify(issue));
  const incomplete = plain.entries.flatMap(({ model, state, identifiers, attrs }) => {
    const required = schema.$defs[`model_${model}`]?.['x-required-on-create'] ?? [];
    const given = { ...identifiers, ...attrs };
    // One that only changes what is there need not say all of it.
    const isChange = state === 'absent' || (model === 'authentik_core.user' && !('name' in given));
    return isChange ? [] : required.filter((key) => !(key in given)).map((key) => `${model} lacks ${key}`);
  });
  return [...invalid, ...incomplete];
}

function withoutTags(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTags);
  if (typeof value !== 'object' || value === null) return value;
  if ('tag' in value && 'of' in value) return 'resolved';
  return Object.fromEntries(Object.entries(value).map(([key, nested]) => [key, withoutTags(nested)]));
}
