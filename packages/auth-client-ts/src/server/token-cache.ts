import type { VerifiedToken } from './user.ts';

/** Least recently used tokens whose signature was checked. What can change since is checked by its user at every hit. */
export function createTokenCache(size: number) {
  const tokens = new Map<string, VerifiedToken>();
  return {
    get(raw: string): VerifiedToken | undefined {
      const token = tokens.get(raw);
      if (token === undefined) return undefined;
      tokens.delete(raw);
      tokens.set(raw, token);
      return token;
    },
    set(raw: string, token: VerifiedToken): void {
      if (size === 0) return;
      if (tokens.size >= size) tokens.delete(tokens.keys().next().value as string);
      tokens.set(raw, token);
    },
    delete(raw: string): void {
      tokens.delete(raw);
    },
  };
}
