import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isScalrError } from '@scalr/errors';
import { z } from 'zod';
import { type AuthentikApi, nothing } from './api.ts';
import { errors } from './errors.ts';

/** OpenAPI 2026.8.3 `BlueprintInstance`: a blueprint that Authentik keeps, with what became of it. */
const instance = z.object({
  pk: z.string(),
  name: z.string(),
  content: z.string().default(''),
  status: z.enum(['successful', 'warning', 'error', 'orphaned', 'unknown']),
  last_applied: z.string(),
  last_applied_hash: z.string(),
});
export type BlueprintInstance = z.infer<typeof instance>;

/** OpenAPI 2026.8.3 `Task`, of which only the log counts. */
const task = z.object({ logs: z.array(z.object({ event: z.string(), log_level: z.string() })) });

const PATH = '/managed/blueprints/';

export interface Patience {
  /** Until it must answer at all, and know the token. */
  readonly readyMs: number;
  /** Until a blueprint must be applied. */
  readonly applyMs: number;
  /** Between two looks. */
  readonly pollMs: number;
}

export const listInstances = (api: AuthentikApi) => api.list(instance, PATH);

/** SHA-512, as Authentik keeps it of what it applied (authentik/blueprints/v1/tasks.py). */
export const contentHash = (content: string) => createHash('sha512').update(content).digest('hex');

/**
 * Hands a blueprint over and returns when it has been applied. Authentik checks it by applying it and rolling back,
 * while it is being handed over; its worker then applies it.
 * @throws ScalrError `AUTHENTIK_BLUEPRINT_FAILED` with what Authentik logged, `AUTHENTIK_BLUEPRINT_WAITS`
 */
export async function applyBlueprint(
  api: AuthentikApi,
  known: BlueprintInstance | undefined,
  { name, content }: { readonly name: string; readonly content: string },
  patience: Patience,
): Promise<BlueprintInstance> {
  const body = { name, path: '', content, enabled: true };
  const handedOver = await checked(name, () =>
    known === undefined
      ? api.ask(instance, 'POST', PATH, body)
      : api.ask(instance, 'PATCH', `${PATH}${known.pk}/`, body),
  );
  const { pk, last_applied: before } = handedOver;
  await api.ask(instance, 'POST', `${PATH}${pk}/apply/`);
  const deadline = Date.now() + patience.applyMs;
  for (;;) {
    const now = await api.ask(instance, 'GET', `${PATH}${pk}/`);
    // Whatever came of it, Authentik writes the time.
    if (now.last_applied !== before) {
      if (now.status === 'successful' && now.last_applied_hash === contentHash(content)) return now;
      if (now.status !== 'unknown') throw errors.error('blueprintFailed', { name, lines: await logOf(api, pk) });
    }
    if (Date.now() >= deadline) throw errors.error('blueprintSlow', { name, seconds: patience.applyMs / 1000 });
    await pause(patience.pollMs);
  }
}

/**
 * A token that was just made is not known at once, and the edge learns of a healthy container a little later.
 * @throws ScalrError `AUTHENTIK_AWAY`, `AUTHENTIK_TOKEN_REFUSED` as it last was
 */
export async function waitUntilReady(api: AuthentikApi, { readyMs, pollMs }: Patience): Promise<void> {
  const deadline = Date.now() + readyMs;
  for (;;) {
    try {
      await api.ask(z.object({ user: z.object({ pk: z.number() }) }), 'GET', '/core/users/me/');
      return;
    } catch (error) {
      const isEarly = isScalrError(error) && ['AUTHENTIK_AWAY', 'AUTHENTIK_TOKEN_REFUSED'].includes(error.code);
      if (!isEarly || Date.now() >= deadline) throw error;
    }
    await pause(pollMs);
  }
}

export const removeInstance = (api: AuthentikApi, pk: string) => api.ask(nothing, 'DELETE', `${PATH}${pk}/`);

async function checked<T>(name: string, handOver: () => Promise<T>): Promise<T> {
  try {
    return await handOver();
  } catch (error) {
    if (!isScalrError(error) || error.code !== 'AUTHENTIK_REFUSED') throw error;
    throw errors.error('blueprintFailed', { name, lines: [error.message] }, { cause: error });
  }
}

/** What the worker logged the last time, worst first; empty where nothing is to be had. */
async function logOf(api: AuthentikApi, pk: string): Promise<readonly string[]> {
  const query = new URLSearchParams({
    rel_obj_content_type__app_label: 'authentik_blueprints',
    rel_obj_content_type__model: 'blueprintinstance',
    rel_obj_id: pk,
    ordering: '-mtime',
    page_size: '1',
  });
  try {
    const { results } = await api.ask(z.object({ results: z.array(task) }), 'GET', `/tasks/tasks/?${query}`);
    const logs = results[0]?.logs ?? [];
    const loud = logs.filter(({ log_level }) => log_level !== 'info' && log_level !== 'debug');
    return (loud.length > 0 ? loud : logs).map(({ event }) => event);
  } catch {
    // That the blueprint failed is what must be told.
    return [];
  }
}
