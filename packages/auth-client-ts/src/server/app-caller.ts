import type { IncomingHttpHeaders } from 'node:http';
import { exchangeHttp, type GatewayAddress, type HttpReply } from '@scalr/http';
import { AuthFailure } from './auth-failure.ts';
import { createCallTokens } from './call-tokens.ts';
import { callErrors } from './errors.ts';
import { bearerToken, type TokenCarrier } from './require-user.ts';

/** Who calls, where it gets its tokens, and whom it may call: what the platform puts into the environment. */
export interface AppCallerOptions {
  /** `OIDC_SERVICE_CLIENT_ID` */
  readonly clientId: string;
  /** `OIDC_CLIENT_SECRET` */
  readonly clientSecret: string;
  /** `OIDC_TOKEN_URL` */
  readonly tokenUrl: string;
  /** Public URL of each app that may be called, by slug: `APP_CALLS`. */
  readonly apps: Readonly<Record<string, string>>;
  /** `GATEWAY_ADDRESS` and `GATEWAY_CA_FILE`; default null: the names of the apps resolve. */
  readonly gateway?: GatewayAddress | null;
  /** Milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
}

/** One call. */
export interface CallOptions {
  /** `user`: on behalf of the person whose request is being answered. `self`: for this app. */
  readonly as: 'user' | 'self';
  /** Default GET. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** For the whole answer, in milliseconds; default 15,000, since an app may have to be woken. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** The request that is being answered: its person is who `user` means, its trace goes on. */
  readonly request?: TokenCarrier;
  /** Default: the `X-Request-Id` of `request`. */
  readonly requestId?: string;
}

/** The answer of the other app, whatever its status; redirects are not followed. */
export interface CallAnswer {
  readonly status: number;
  /** 200 to 299. */
  readonly ok: boolean;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body, parsed. Throws where it is no JSON. */
  json(): unknown;
}

/**
 * Calls the API of another app that this one's manifest lists under `calls`.
 *
 * Throws {@link AuthFailure}: 401 when the person's session has ended, 403 when the person may not open the other app,
 * 503 while it or the provider is out of reach. Throws a `ScalrError`, which is a defect of the calling app:
 * `CALL_NOT_DECLARED`, `CALL_PATH_INVALID`, `CALL_WITHOUT_PERSON`, `CALL_CLIENT_REFUSED`.
 */
export type CallApp = (slug: string, path: string, options: CallOptions) => Promise<CallAnswer>;

/** Gateways give every request an id of its own; with this one the called app can name the request it belongs to. */
export const CALLER_REQUEST_ID = 'x-caller-request-id';

const TIMEOUT_MS = 15_000;
const MAX_BYTES = 10 * 1024 * 1024;
/** W3C Trace Context §3.2: version ff and ids of zeros are no trace. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
/** URL parsers drop some of them, and with them what keeps two dots apart. */
const UNSAID = /[\\\p{Cc}]/u;
const CLIMBS = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * Makes the function by which an app calls others, with a token for exactly the called app: its own (client
 * credentials, RFC 6749 §4.4) or on behalf of a person (token exchange, RFC 8693). The token that was received is never
 * passed on.
 */
export function createAppCaller(options: AppCallerOptions): CallApp {
  const { clientId, clientSecret, tokenUrl, apps, gateway = null, now = Date.now } = options;
  const tokens = createCallTokens({ clientId, clientSecret, tokenUrl, now });

  return async (slug, path, call) => {
    const url = targetOf(apps, slug, path);
    const subject = subjectOf(slug, call);
    const send = (token: string) =>
      exchangeHttp(url, {
        method: call.method ?? 'GET',
        headers: headersOf(call, token),
        body: call.body === undefined ? null : JSON.stringify(call.body),
        timeoutMs: call.timeoutMs ?? TIMEOUT_MS,
        maxBytes: MAX_BYTES,
        gateway,
        signal: call.signal,
      }).catch((error: Error) => {
        throw new AuthFailure(503, callErrors.problem('unreachable', { slug, reason: error.message }), null, 5);
      });
    const first = await tokens.find(slug, subject);
    let reply = await send(first.token);
    if (reply.status === 401) {
      tokens.forget(slug, subject, first.token);
      // What was kept may have been withdrawn since, say with the keys of the provider. A fresh one is no better twice.
      if (!first.isFresh) reply = await send((await tokens.find(slug, subject)).token);
    }
    return answerOf(reply);
  };
}

function targetOf(apps: AppCallerOptions['apps'], slug: string, path: string): URL {
  const base = Object.hasOwn(apps, slug) ? apps[slug] : undefined;
  if (base === undefined) throw callErrors.error('notDeclared', { slug });
  const url = URL.parse(path, base);
  const [pathname = ''] = path.split(/[?#]/, 1);
  if (!path.startsWith('/') || url?.origin !== new URL(base).origin || CLIMBS.test(pathname) || UNSAID.test(path)) {
    throw callErrors.error('pathInvalid', { slug, path });
  }
  return url;
}

function subjectOf(slug: string, { as, request }: CallOptions): string | null {
  if (as === 'self') return null;
  if (request === undefined) throw callErrors.error('personMissing', { slug });
  return bearerToken(request);
}

function headersOf(call: CallOptions, token: string): Record<string, string> {
  const own = Object.fromEntries(
    Object.entries(call.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const requestId = call.requestId ?? headerOf(call.request, 'x-request-id');
  return {
    accept: 'application/json',
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    // A trace that is named here has a state of its own, or none.
    ...(own.traceparent === undefined ? traceOf(call.request) : {}),
    ...(requestId === undefined ? {} : { 'x-request-id': requestId, [CALLER_REQUEST_ID]: requestId }),
    ...own,
    authorization: `Bearer ${token}`,
  };
}

function traceOf(request: TokenCarrier | undefined): Record<string, string> {
  const traceparent = headerOf(request, 'traceparent') ?? '';
  if (!TRACEPARENT.test(traceparent)) return {};
  const tracestate = headerOf(request, 'tracestate');
  return { traceparent, ...(tracestate === undefined ? {} : { tracestate }) };
}

function headerOf(request: TokenCarrier | undefined, name: string): string | undefined {
  if (request === undefined) return undefined;
  const value = request.headers instanceof Headers ? request.headers.get(name) : request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

const answerOf = ({ status, headers, text }: HttpReply): CallAnswer => ({
  status,
  ok: status >= 200 && status < 300,
  headers,
  text,
  json: () => JSON.parse(text) as unknown,
});
