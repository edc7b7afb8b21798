import type { VerifiedToken } from './user.ts';

interface Kept {
  readonly raw: string;
  readonly token: VerifiedToken;
  isUsed: boolean;
}

/** Enough of a signature to tell tokens apart; the whole token is compared after. To hash all of it takes longer than all else. */
const KEY_LENGTH = 32;
const keyOf = (raw: string) => raw.slice(-KEY_LENGTH);

/**
 * Tokens whose signature was checked; when it is full, one goes that was not used lately (second chance). What can
 * change since is checked by its user at every hit. A hit is a look and a mark: to move it to the end would make every
 * request's copy of the token outlive its request.
 */
export function createTokenCache(size: number) {
  const tokens = new Map<string, Kept>();

  function makeRoom(): void {
    for (const [key, kept] of tokens) {
      tokens.delete(key);
      if (!kept.isUsed) return;
      kept.isUsed = false;
      tokens.set(key, kept);
    }
  }

  function find(raw: string): Kept | undefined {
    const kept = tokens.get(keyOf(raw));
    return kept?.raw === raw ? kept : undefined;
  }

  return {
    get(raw: string): VerifiedToken | undefined {
      const kept = find(raw);
      if (kept === undefined) return undefined;
      kept.isUsed = true;
      return kept.token;
    },
    set(raw: string, token: VerifiedToken): void {
      if (size === 0) return;
      const key = keyOf(raw);
      if (tokens.size >= size && !tokens.has(key)) makeRoom();
      tokens.set(key, { raw, token, isUsed: false });
    },
    delete(raw: string): void {
      if (find(raw) !== undefined) tokens.delete(keyOf(raw));
    },
  };
}
