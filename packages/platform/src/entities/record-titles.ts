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

const propertySchema = z.object({
  type: z.literal('string'),
  format: z.undefined().optional(),
  enum: z.undefined().optional(),
});

/** By table: which property names a record for a person. A kind without one is named by its id. */
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
      const texts = Object.entries(properties).filter(
        ([name, schema]) => name !== 'ownerId' && propertySchema.safeParse(schema).success,
      );
      const names = texts.map(([name]) => name);
      const title = ['title', 'name'].find((name) => names.includes(name)) ?? names[0];
      return title === undefined ? [] : [[kebab.replaceAll('-', '_'), title]];
    }),
  );
}
