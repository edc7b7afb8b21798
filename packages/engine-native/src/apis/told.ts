import { z } from 'zod';

/** What a describing process prints, in both languages. Files are absolute. */
export const toldSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), document: z.unknown() }),
  z.object({
    ok: z.literal(false),
    /** Of the app server, e.g. an entity that does not fit its table; empty: a file could not be loaded at all. */
    problems: z.array(z.object({ code: z.string(), message: z.string(), fix: z.string() })).readonly(),
    /** What the language said. */
    detail: z.string(),
    file: z.string().exactOptional(),
    line: z.int().exactOptional(),
  }),
]);

export type Told = z.output<typeof toldSchema>;
