import { exchangeHttp } from '@scalr/http';
import { AuthFailure, providerUnavailable, tokenInvalid } from './auth-failure.ts';
import { callErrors } from './errors.ts';

export interface CallTokensOptions {
  /** `<slug>.service` */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Token endpoint of the provider; may be an internal address. */
  readonly tokenUrl: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface Kept {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly usableUntil: number;
}

/** Tokens for calls, by callee and person. */
export interface CallTokens {
  /** `subject`: the person's access token for this app; null: the app itself. `isFresh`: asked for just now. */
  find(slug: string, subject: string | null): Promise<{ readonly token: string; readonly isFresh: boolean }>;
  /** The callee refused it. */
  forget(slug: string, subject: string | null, token: string): void;
}

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
/** On its way to the callee, and by the callee's clock, it must still be alive. */
const MARGIN_MS = 30_000;
const MAX_KEPT = 1_000;
const LIMITS = { timeoutMs: 5_000, maxBytes: 64 * 1024 };
const RETRY_AFTER_SECONDS = 5;

/** Asks once for all that want the same token, and keeps it until shortly before it expires. */
export function createCallTokens({ clientId, clientSecret, tokenUrl, now }: CallTokensOptions): CallTokens {
  const kept = new Map<string, Kept>();
  const flights = new Map<string, Promise<string>>();
  const keyOf = (slug: string, subject: string | null) => `${slug} ${subject ?? ''}`;
  // RFC 6749 §2.3.1: both halves are form encoded first.
  const authorization = `Basic ${Buffer.from([clientId, clientSecret].map(encodeURIComponent).join(':')).toString('base64')}`;

  async function ask(slug: string, subject: string | null): Promise<string> {
    const audience = `urn:app:${slug}`;
    const form: Record<string, string> =
      subject === null
        ? { grant_type: 'client_credentials', resource: audience }
        : { grant_type: EXCHANGE, subject_token: subject, subject_token_type: ACCESS_TOKEN, audience };
    const reply = await exchangeHttp(new URL(tokenUrl), {
      method: 'POST',
      headers: { authorization, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      ...LIMITS,
      gateway: null,
    }).catch(() => {
      throw providerUnavailable(RETRY_AFTER_SECONDS);
    });
    const answer = readObject(reply.text);
    if (reply.status !== 200) throw refusal(slug, subject, reply.status, answer.error);
    const { access_token: token, expires_in: lifetime } = answer;
    if (typeof token !== 'string' || typeof lifetime !== 'number') throw providerUnavailable(RETRY_AFTER_SECONDS);
    keep(keyOf(slug, subject), { token, usableUntil: now() + lifetime * 1_000 - MARGIN_MS });
    return token;
  }

  function keep(key: string, entry: Kept): void {
    if (entry.usableUntil <= now()) return;
    if (kept.size >= MAX_KEPT) {
      for (const [old, { usableUntil }] of kept) if (usableUntil <= now()) kept.delete(old);
      if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value as string);
    }
    kept.set(key, entry);
  }

  return {
    find: async (slug, subject) => {
      const key = keyOf(slug, subject);
      const known = kept.get(key);
      if (known !== undefined && known.usableUntil > now()) return { token: known.token, isFresh: false };
      kept.delete(key);
      let flight = flights.get(key);
      if (flight === undefined) {
        flight = ask(slug, subject).finally(() => flights.delete(key));
        flights.set(key, flight);
      }
      return { token: await flight, isFresh: true };
    },
    forget: (slug, subject, token) => {
      const key = keyOf(slug, subject);
      if (kept.get(key)?.token === token) kept.delete(key);
    },
  };
}

/** RFC 6749 §5.2 and RFC 8693 §2.2.2: whose fault it is decides what the person is told. */
function refusal(slug: string, subject: string | null, status: number, error: unknown): Error {
  if (status >= 500 || status === 429) return providerUnavailable(RETRY_AFTER_SECONDS);
  if (error === 'access_denied') {
    return new AuthFailure(403, callErrors.problem('forbidden', { slug }), 'insufficient_scope');
  }
  if (error === 'invalid_target') return callErrors.error('notDeclared', { slug });
  if (subject !== null && (error === 'invalid_request' || error === 'invalid_grant')) {
    return tokenInvalid('its session has ended, or no person is behind it');
  }
  return callErrors.error('clientRefused', { slug, error: String(error ?? status) });
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
