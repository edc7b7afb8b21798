import { z } from 'zod';

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.object({ get: z.object({ operationId: z.string(), responses: z.record(z.string(), z.unknown()) }).optional() }),
  ),
  components: z.object({
    schemas: z.record(z.string(), z.object({ properties: z.record(z.string(), z.unknown()).default({}) })),
  }),
});

const textSchema = z.object({
  type: z.literal('string'),
  format: z.undefined().optional(),
  enum: z.undefined().optional(),
});
/** Says something to a person, where no text does: a word, a day, a number. An id says nothing. */
const wordSchema = z.object({
  type: z.enum(['string', 'integer', 'number']),
  format: z
    .string()
    .refine((format) => format !== 'uuid')
    .optional(),
});
const OURS: readonly string[] = ['id', 'ownerId', 'createdAt', 'updatedAt'];

/** By table: which property names a record for a person. A kind that says nothing is named by its id. */
export function recordTitles(document: unknown): ReadonlyMap<string, string> {
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) return new Map();
  const { paths, components } = parsed.data;
  return new Map(
    Object.entries(paths).flatMap(([path, { get }]) => {
      const [, kebab] = /^\/api\/([a-z0-9-]+)\/\{id\}$/.exec(path) ?? [];
      const one = get?.operationId.replace(/^get/, '') ?? '';
      const properties = components.schemas[one]?.properties;
      if (kebab === undefined || properties === undefined) return [];
      const own = Object.entries(properties).filter(([name]) => !OURS.includes(name));
      const namesOf = (kind: z.ZodType) => own.flatMap(([name, one]) => (kind.safeParse(one).success ? [name] : []));
      const [texts, words] = [namesOf(textSchema), namesOf(wordSchema)];
      const title = ['title', 'name'].find((name) => texts.includes(name)) ?? texts[0] ?? words[0];
      return title === undefined ? [] : [[kebab.replaceAll('-', '_'), title]];
    }),
  );
}
