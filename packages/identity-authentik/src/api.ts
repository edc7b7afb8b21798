import { exchangeHttp, type GatewayAddress, type HttpReply } from '@scalr/http';
import { z } from 'zod';
import { errors } from './errors.ts';

export interface AuthentikAddress {
  /** Public origin, no trailing slash: `http://auth.localhost:8080`. */
  readonly origin: string;
  /** Where requests to it go, with its name in the Host header; null: the name resolves. */
  readonly gateway: GatewayAddress | null;
  /** Key of an API token of a superuser. */
  readonly token: string;
}

export interface AuthentikApi {
  /**
   * One request below `/api/v3`.
   * @throws ScalrError `AUTHENTIK_AWAY`, `AUTHENTIK_TOKEN_REFUSED`, `AUTHENTIK_REFUSED`, `AUTHENTIK_ANSWER_MALFORMED`
   */
  ask<S extends z.ZodType>(answer: S, method: string, path: string, body?: unknown): Promise<z.infer<S>>;
  /** Every page of a list. */
  list<S extends z.ZodType>(item: S, path: string, query?: Readonly<Record<string, string>>): Promise<z.infer<S>[]>;
}

const PATIENCE = 30_000;
const MAX_BYTES = 32 * 1024 * 1024;
const PAGE_SIZE = '100';

/** OpenAPI 2026.8.3 `ValidationError` and `GenericError`: texts by field, or `detail`. */
const refusal = z.record(z.string(), z.unknown());

export const nothing = z.undefined();

/** Authentik's API, version 3. */
export function authentikApi({ origin, gateway, token }: AuthentikAddress): AuthentikApi {
  const ask: AuthentikApi['ask'] = async (answer, method, path, body) => {
    const request = `${method} ${path}`;
    const reply = await send(method, path, body);
    if (reply.status === 401 || reply.status === 403) throw errors.error('tokenRefused', {});
    const away = () => errors.error('away', { address: origin, reason: `status ${reply.status}` });
    if (reply.status >= 502 && reply.status <= 504) throw away();
    const malformed = (reason: string) => errors.error('answerMalformed', { request, reason });
    let parsed: unknown;
    try {
      parsed = reply.text === '' ? undefined : JSON.parse(reply.text);
    } catch {
      // The edge's own: it knows Authentik only while that is healthy.
      if (reply.status === 404) throw away();
      throw malformed(`status ${reply.status}, no JSON`);
    }
    if (reply.status === 400) throw errors.error('refused', { request, reason: reasonOf(parsed) });
    if (reply.status < 200 || reply.status > 299) throw malformed(`status ${reply.status}`);
    const result = answer.safeParse(parsed);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    throw malformed(`${issue?.path.join('.') || 'the answer'}: ${issue?.message}`);
  };

  const send = async (method: string, path: string, body: unknown): Promise<HttpReply> => {
    try {
      return await exchangeHttp(new URL(`${origin}/api/v3${path}`), {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        timeoutMs: PATIENCE,
        maxBytes: MAX_BYTES,
        gateway,
      });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw errors.error('away', { address: origin, reason: code ?? message }, { cause: error });
    }
  };

  return {
    ask,
    list: async (item, path, query = {}) => {
      const page = z.object({ pagination: z.object({ next: z.number() }), results: z.array(item) });
      const items: z.infer<typeof item>[] = [];
      for (let next = 1; next > 0; ) {
        const search = new URLSearchParams({ ...query, page: String(next), page_size: PAGE_SIZE });
        const { pagination, results } = await ask(page, 'GET', `${path}?${search}`);
        items.push(...results);
        next = pagination.next;
      }
      return items;
    },
  };
}

/** `name: This field must be unique.` */
function reasonOf(parsed: unknown): string {
  const fields = refusal.safeParse(parsed);
  if (!fields.success) return 'it does not say why';
  return Object.entries(fields.data)
    .filter(([field]) => field !== 'code')
    .map(([field, said]) => {
      const text = Array.isArray(said)
        ? said.map(String).join(' ')
        : typeof said === 'string'
          ? said
          : JSON.stringify(said);
      return field === 'detail' || field === 'non_field_errors' ? text : `${field}: ${text}`;
    })
    .join('; ');
}
