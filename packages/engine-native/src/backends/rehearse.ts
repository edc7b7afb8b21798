/**
 * Plays an app's start once, on nothing: V8 compiles lazily, and what ran here need not be compiled while somebody
 * waits for a wake. Half of a wake's time, measured. Leaves nothing open.
 */
export async function rehearse(): Promise<void> {
  const [{ default: Fastify }, { z }, { drizzle }, { pgTable, text, uuid }, { Pool }] = await Promise.all([
    import('fastify'),
    import('zod'),
    import('drizzle-orm/node-postgres'),
    import('drizzle-orm/pg-core'),
    import('pg'),
  ]);
  const body = z.object({ id: z.uuid(), name: z.string().min(1), at: z.iso.datetime().optional() });
  const table = pgTable('rehearsal', { id: uuid().primaryKey().defaultRandom(), name: text().notNull() });
  const pool = new Pool({ max: 1, connectionString: 'postgresql://nobody@localhost/nothing' });
  drizzle({ client: pool }).select().from(table).toSQL();
  const app = Fastify({ logger: { level: 'silent' } });
  const schema = z.toJSONSchema(body, { target: 'draft-7' });
  app.addHook('onRequest', async () => {});
  app.setErrorHandler((error, _request, reply) => reply.code(500).send(error));
  app.post('/', { schema: { body: schema, response: { 200: schema } } }, async (request) => body.parse(request.body));
  await app.ready();
  await app.inject({ method: 'POST', url: '/', payload: { id: '6f6d2b0e-3f2c-4c0f-9d5e-8a1b2c3d4e5f', name: 'x' } });
  await app.close();
  await pool.end();
}
