import { importJWK } from 'jose/key/import';
import { providerUnavailable, tokenInvalid } from './auth-failure.ts';
import { fetchJson } from './fetch-json.ts';

export interface KeySetOptions {
  /** Where the provider publishes its keys; may be an internal address. */
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onProblem: (message: string) => void;
}

/** Verification keys of one provider (RFC 7517), fetched lazily and kept. */
export interface KeySet {
  /**
   * The key with this id; without an id the only key there is.
   * Throws 401 where the provider does not know it, 503 where the provider cannot be asked.
   */
  find(kid: string | undefined): Promise<CryptoKey>;
  /** Still usable right now: asked at every hit of the token cache. */
  has(kid: string | undefined): boolean;
}

interface KnownKey {
  readonly key: CryptoKey;
  /** Time the provider stopped to publish it; null while it does. */
  readonly retiredAt: number | null;
}

const COOLDOWN_MS = 30_000;
const FRESH_MS = 5 * 60_000;
const STALE_MS = 24 * 60 * 60_000;
/** One token lifetime and the leeway: a provider that rotates without overlap must not log everybody out. */
const RETIRED_MS = 15 * 60_000 + 30_000;
const LIMITS = { timeoutMs: 3_000, maxBytes: 512 * 1024 };

/**
 * At most one request per 30 s whatever arrives, one at a time, keys kept for 24 h while the provider is away.
 * Keys older than five minutes are fetched anew in the background, so a withdrawn key dies.
 */
export function createKeySet({ url, now, onProblem }: KeySetOptions): KeySet {
  let keys = new Map<string, KnownKey>();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let lastAttemptFailed = false;
  let running: Promise<void> | null = null;

  async function load(): Promise<void> {
    attemptedAt = now();
    try {
      const published = await importKeys(await fetchJson(new URL(url), LIMITS));
      if (published.size === 0) throw new Error('it holds no usable RS256 key');
      const next = new Map<string, KnownKey>();
      for (const [kid, known] of keys) {
        const retiredAt = known.retiredAt ?? now();
        if (!published.has(kid) && now() - retiredAt < RETIRED_MS) next.set(kid, { key: known.key, retiredAt });
      }
      for (const [kid, key] of published) next.set(kid, { key, retiredAt: null });
      keys = next;
      fetchedAt = now();
      lastAttemptFailed = false;
    } catch (error) {
      lastAttemptFailed = true;
      onProblem(`The key set at ${url} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Null: too early to ask again. */
  function refresh(): Promise<void> | null {
    if (running !== null) return running;
    const since = now() - attemptedAt;
    // A clock that was set back must not lock us out.
    if (since >= 0 && since < COOLDOWN_MS) return null;
    running = load().finally(() => {
      running = null;
    });
    return running;
  }

  function usable(kid: string | undefined): CryptoKey | null {
    if (now() - fetchedAt > STALE_MS) return null;
    const known = kid === undefined ? onlyKey(keys) : keys.get(kid);
    if (known === undefined) return null;
    return known.retiredAt !== null && now() - known.retiredAt > RETIRED_MS ? null : known.key;
  }

  return {
    has: (kid) => usable(kid) !== null,
    find: async (kid) => {
      const known = usable(kid);
      if (known !== null) {
        if (now() - fetchedAt > FRESH_MS) void refresh();
        return known;
      }
      await refresh();
      const found = usable(kid);
      if (found !== null) return found;
      if (!lastAttemptFailed) throw tokenInvalid('it is signed with a key that the provider does not publish');
      throw providerUnavailable(Math.max(1, Math.ceil((COOLDOWN_MS - (now() - attemptedAt)) / 1_000)));
    },
  };
}

/** A token without `kid` is clear only while there is exactly one published key. */
function onlyKey(keys: ReadonlyMap<string, KnownKey>): KnownKey | undefined {
  const published = [...keys.values()].filter((known) => known.retiredAt === null);
  return published.length === 1 ? published[0] : undefined;
}

/** Only RSA signature keys of at least 2048 bits count; anything that holds private parts is ignored. */
async function importKeys(document: unknown): Promise<Map<string, CryptoKey>> {
  const listed = (document as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(listed)) throw new Error('it is not a key set');
  const keys = new Map<string, CryptoKey>();
  for (const [index, jwk] of listed.slice(0, 64).entries()) {
    if (typeof jwk !== 'object' || jwk === null || jwk.kty !== 'RSA' || jwk.d !== undefined) continue;
    if ((jwk.use ?? 'sig') !== 'sig' || (jwk.alg ?? 'RS256') !== 'RS256') continue;
    try {
      const key = await importJWK({ kty: 'RSA', n: jwk.n, e: jwk.e, alg: 'RS256' }, 'RS256');
      if (key instanceof Uint8Array || (key.algorithm as RsaHashedKeyAlgorithm).modulusLength < 2048) continue;
      keys.set(typeof jwk.kid === 'string' ? jwk.kid : `#${index}`, key);
    } catch {
      // One unreadable key says nothing about the others.
    }
  }
  return keys;
}
