import { z } from 'zod';

const imagesSchema = z.object({ backend: z.string().exactOptional(), frontend: z.string().exactOptional() });

/**
 * - `begun`: it is being made, or whoever made it was killed
 * - `good`: it served
 * - `failed`: the one before it served on, or again
 */
const resultSchema = z.enum(['begun', 'good', 'failed']);

/**
 * - `found`: what served when releases began to be kept
 * - `deploy`: built from the sources
 * - `rollback`: images of an earlier one again
 */
const kindSchema = z.enum(['found', 'deploy', 'rollback']);

export const recordSchema = z.object({
  version: z.literal(1),
  /** `r7`: counted for each app. */
  release: z.string().regex(/^r[1-9]\d*$/),
  kind: kindSchema,
  /** ISO 8601 UTC. */
  time: z.string(),
  result: resultSchema,
  images: imagesSchema,
  /** What served before. */
  former: imagesSchema,
  /** Of a rollback: the release whose images these are. */
  to: z.string().nullable(),
  /** Names of the migrations its sources hold; null: not known. */
  migrations: z.array(z.string()).nullable(),
  /** Of the database before it, relative to the workspace root; null: none was made. */
  backup: z.string().nullable(),
  /** Commit (SHA-1 or SHA-256 in hexadecimal) the workspace was at; null: not under git. */
  commit: z.string().nullable(),
  /** Who asked for it; null: not known. */
  by: z.string().nullable(),
  /** Why it failed. */
  reason: z.object({ code: z.string(), message: z.string() }).nullable(),
});

/** One release of one app, as its history has it. */
export type ReleaseRecord = z.infer<typeof recordSchema>;
