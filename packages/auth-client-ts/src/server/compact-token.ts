import { isUtf8 } from 'node:buffer';
import { tokenInvalid } from './auth-failure.ts';
import type { Claims } from './claims.ts';

const MAX_LENGTH = 16 * 1024;
const MAX_DEPTH = 64;
const RS256 = 'RSASSA-PKCS1-v1_5';
const SHAPE = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** A key that a token brings along, and extensions nobody here understands, are never looked at (RFC 8725 §3.5, §3.10). */
const REFUSED_PARAMETERS = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64', 'zip', 'enc', 'cty'];

/** A JWS in compact form (RFC 7515 §3.1), taken apart and not yet believed. */
export interface CompactToken {
  readonly raw: string;
  /** Third part of `raw`. */
  readonly signature: string;
  readonly typ: unknown;
  readonly kid: string | undefined;
  readonly claims: Claims;
}

/** Takes a token apart strictly. Throws 401 for anything but a canonical RS256 JWS with an object inside. */
export function parseCompactToken(raw: string): CompactToken {
  if (raw.length > MAX_LENGTH || !SHAPE.test(raw)) throw tokenInvalid('it is malformed');
  const [header, claims, signature] = raw.split('.') as [string, string, string];
  const protectedHeader = readObject(header);
  const payload = readObject(claims);
  if (!isCanonical(signature)) throw tokenInvalid('it is malformed');
  if (protectedHeader.alg !== 'RS256') throw tokenInvalid('its algorithm is not RS256');
  const refused = REFUSED_PARAMETERS.find((name) => name in protectedHeader);
  if (refused !== undefined) throw tokenInvalid(`its header holds "${refused}"`);
  const { kid, typ } = protectedHeader;
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > 256)) throw tokenInvalid('its key id is malformed');
  return { raw, signature, typ, kid, claims: payload };
}

/**
 * Throws 401 unless the key signed exactly this token with RS256 (RFC 7515 §5.2, RFC 7518 §3.3). Asks the platform itself:
 * a library would take the token apart a second time, which costs as much as the signature does.
 */
export async function checkSignature({ raw, signature }: CompactToken, key: CryptoKey): Promise<void> {
  const signed = Buffer.from(raw.slice(0, -signature.length - 1), 'latin1');
  const isGood = await crypto.subtle.verify(RS256, key, Buffer.from(signature, 'base64url'), signed).catch(() => false);
  if (!isGood) throw tokenInvalid('its signature does not match');
}

function readObject(part: string): Claims {
  try {
    const bytes = Buffer.from(isCanonical(part) ? part : '', 'base64url');
    const text = isUtf8(bytes) ? bytes.toString('utf8') : '';
    const value: unknown = isShallow(text) ? JSON.parse(text) : null;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Claims;
  } catch {
    // Same answer as for any other malformed token.
  }
  throw tokenInvalid('it is malformed');
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [34, 92, 91, 93, 123, 125] as const;

/** No token has a reason to nest deeply, and not every parser on its way survives it. */
function isShallow(json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i += 1) {
    const code = json.charCodeAt(i);
    if (inString) {
      if (code === BACKSLASH) i += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_OBJECT || code === OPEN_LIST) depth += 1;
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth -= 1;
    if (depth > MAX_DEPTH) return false;
  }
  return true;
}

/** By the length of the last group: characters whose unused bits are zero. One alone spells no byte. */
const LAST_CHARACTERS: readonly (string | null)[] = [null, '', 'AQgw', 'AEIMQUYcgkosw048'];

/** RFC 4648 §3.5: two texts for one token would defeat caches and revocation lists. The alphabet is checked already. */
function isCanonical(part: string): boolean {
  const allowed = LAST_CHARACTERS[part.length % 4];
  return allowed === null || (allowed?.includes(part.charAt(part.length - 1)) ?? false);
}
