import { compactVerify } from 'jose/jws/compact/verify';
import { tokenInvalid } from './auth-failure.ts';
import type { Claims } from './claims.ts';

const MAX_LENGTH = 16 * 1024;
const MAX_DEPTH = 64;
const SHAPE = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** A key that a token brings along, and extensions nobody here understands, are never looked at (RFC 8725 §3.5, §3.10). */
const REFUSED_PARAMETERS = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64', 'zip', 'enc', 'cty'];

/** A JWS in compact form (RFC 7515 §3.1), taken apart and not yet believed. */
export interface CompactToken {
  readonly raw: string;
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
  return { raw, typ, kid, claims: payload };
}

/** Throws 401 unless the key signed exactly this token with RS256. */
export async function checkSignature(token: CompactToken, key: CryptoKey): Promise<void> {
  try {
    await compactVerify(token.raw, key, { algorithms: ['RS256'] });
  } catch {
    throw tokenInvalid('its signature does not match');
  }
}

function readObject(part: string): Claims {
  try {
    const text = isCanonical(part) ? strictUtf8.decode(Buffer.from(part, 'base64url')) : '';
    const value: unknown = isShallow(text) ? JSON.parse(text) : null;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Claims;
  } catch {
    // Same answer as for any other malformed token.
  }
  throw tokenInvalid('it is malformed');
}

/** No token has a reason to nest deeply, and not every parser on its way survives it. */
function isShallow(json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i += 1) {
    const character = json[i];
    if (inString) {
      if (character === '\\') i += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > MAX_DEPTH) return false;
  }
  return true;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** RFC 4648 §3.5: two texts for one token would defeat caches and revocation lists. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}
