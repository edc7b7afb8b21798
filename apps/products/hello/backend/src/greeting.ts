import { type Database, isoDateTime } from '@scalr/app-server';
import { count, eq, min } from 'drizzle-orm';
import { z } from 'zod';
import { visits } from './models/visits.ts';

export const greeting = z
  .object({
    /** Ready to show: `Hello, Ada` */
    text: z.string(),
    visits: z.int().min(0),
    /** First visit; null: never before. */
    since: isoDateTime.nullable(),
  })
  .meta({ id: 'Greeting' });

interface Person {
  readonly id: string;
  readonly name: string | null;
  readonly username: string | null;
}

/** What hello knows of a person. */
export async function greet(database: Database, person: Person): Promise<z.output<typeof greeting>> {
  const [seen] = await database
    .select({ visits: count(), since: min(visits.visitedAt) })
    .from(visits)
    .where(eq(visits.personId, person.id));
  return {
    text: `Hello, ${person.name ?? person.username ?? 'and welcome'}`,
    visits: seen?.visits ?? 0,
    since: seen?.since ?? null,
  };
}
