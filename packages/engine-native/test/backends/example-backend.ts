import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { dirname, join } from 'node:path';

/** Writes modules into a folder. */
export function writeModules(folder: string, modules: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(modules)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** A backend of two TypeScript modules that answers every request with what it sees of its process. */
export const EXAMPLE_BACKEND = {
  'src/main.ts': `
    import { is } from 'drizzle-orm';
    import { PgTable } from 'drizzle-orm/pg-core';
    import Fastify from 'fastify';
    import { isoDateTime } from '@scalr/app-server';
    import { z } from 'zod';
    import { greetings } from './models/greetings.ts';
    const server = Fastify();
    server.get('*', async () => ({
      env: process.env,
      cwd: process.cwd(),
      title: process.title,
      argv: process.argv.slice(1),
      oneZod: isoDateTime instanceof z.ZodCodec,
      oneDrizzle: is(greetings, PgTable),
      stack: import.meta.resolve('zod'),
    }));
    await server.listen({ path: process.env.PORT as string });
    process.send?.({ type: 'listening' });`,
  'src/models/greetings.ts': `
    import { pgTable, uuid } from 'drizzle-orm/pg-core';
    export const greetings = pgTable('greetings', { id: uuid().primaryKey() });`,
};

export interface Seen {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly title: string;
  readonly argv: readonly string[];
  readonly oneZod: boolean;
  readonly oneDrizzle: boolean;
  readonly stack: string;
}

export function see(socketPath: string): Promise<Seen> {
  return new Promise((resolve, reject) => {
    get({ socketPath, path: '/', agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(JSON.parse(text) as Seen));
    }).on('error', reject);
  });
}
