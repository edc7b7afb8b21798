import { anyone, entity } from '@scalr/app-server';
import {
  bigint,
  doublePrecision,
  numeric,
  pgEnum,
  pgTable,
  smallint,
  text,
  time,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { z } from 'zod';

export const mood = pgEnum('mood', ['glad', 'sad']);

/** One column of every type that JSON can tell. */
export const samples = pgTable('samples', {
  id: uuid().primaryKey().defaultRandom(),
  amount: numeric({ precision: 12, scale: 2 }).notNull(),
  ratio: doublePrecision(),
  small: smallint(),
  big: bigint({ mode: 'number' }),
  at: time(),
  code: varchar({ length: 5 }),
  mood: mood(),
  tags: text().array().notNull().default([]),
});

export default entity(samples, {
  access: anyone(),
  input: z.object({
    amount: z.string().regex(/^\d{1,12}(\.\d{1,2})?$/),
    ratio: z.number().nullish(),
    small: z.int().nullish(),
    big: z.int().nullish(),
    at: z
      .string()
      .regex(/^\d\d:\d\d(:\d\d)?$/)
      .nullish(),
    code: z.string().nullish(),
    mood: z.enum(['glad', 'sad']).nullish(),
    tags: z.array(z.string()).max(3).default([]),
  }),
  routes: ['list', 'create', 'read', 'update'],
  sort: '-amount',
});
