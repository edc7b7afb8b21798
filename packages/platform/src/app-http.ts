import { exchangeHttp, type HttpReply } from '@scalr/http';
import type { Engine } from '@scalr/ports';

export interface AppQuestion {
  /** Default GET. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless `headers` name another type. */
  readonly body?: string;
  /** For the whole answer, in milliseconds; default 15,000, since an app may have to be woken. */
  readonly timeoutMs?: number;
}

const MAX_BYTES = 10 * 1024 * 1024;

/** Sends requests to the public URLs of the platform through its gateway, as a browser would, also where names do not resolve. */
export async function openAppHttp(
  engine: Engine,
): Promise<(url: string, question?: AppQuestion) => Promise<HttpReply>> {
  const { gateway } = await engine.prepare({});
  return (url, { method = 'GET', headers = {}, body, timeoutMs = 15_000 } = {}) =>
    exchangeHttp(new URL(url), {
      ...{ method, timeoutMs, gateway, maxBytes: MAX_BYTES, body: body ?? null },
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    });
}
