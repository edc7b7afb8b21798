import { constants, createHmac, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type HostileTokenRow, type LongText, readKeys } from './hostile-token-row.ts';

const jwks = readKeys();

export type ForgeKey = 'provider' | 'second' | 'stranger' | 'weak' | 'ec' | 'ed25519';

const privateKeys = new Map(
  Object.entries(jwks).map(([name, jwk]) => [name, createPrivateKey({ key: jwk as never, format: 'jwk' })]),
);

function privateKey(name: ForgeKey): KeyObject {
  return privateKeys.get(name)!;
}

/** As the provider publishes it. */
export function publicJwk(name: ForgeKey): Record<string, unknown> {
  return { ...createPublicKey(privateKey(name)).export({ format: 'jwk' }), kid: jwks[name]?.kid };
}

export function privateJwk(name: ForgeKey): Record<string, unknown> {
  return { ...jwks[name] };
}

export const PARTIES = { issuer: 'http://auth.localhost:8080', audience: 'urn:app:example', clientId: 'example' };

/** Header and claims of a good token, as each kind of provider makes them. `now` in seconds since 1970. */
function goodToken(profile: HostileTokenRow['profile'], now: number) {
  const { issuer, audience, clientId } = PARTIES;
  const person = {
    sub: 'a1b2',
    sid: 'session-1',
    groups: ['staff'],
    name: 'Ada Lovelace',
    preferred_username: 'ada',
    email: 'ada@example.com',
  };
  const times = { iat: now, exp: now + 600 };
  if (profile === 'authentik') {
    return {
      header: { alg: 'RS256', typ: 'JWT', kid: 'k1' },
      claims: { iss: issuer, aud: clientId, azp: clientId, uid: 'u1', scope: 'openid', ...times, ...person },
    };
  }
  return {
    header: { alg: 'RS256', typ: 'at+jwt', kid: 'k1' },
    claims: {
      iss: issuer,
      aud: audience,
      client_id: clientId,
      jti: 't1',
      ...(profile === 'generic' ? { scope: 'openid' } : {}),
      ...times,
      ...person,
    },
  };
}

/** The token of a row, as it would travel. The same for the same time, byte for byte. */
export function forgeToken(row: HostileTokenRow, now: number): string {
  const good = goodToken(row.profile, now);
  const old = signed(
    { with: 'rsa', key: 'provider', hash: 'sha256' },
    `${encode(JSON.stringify(good.header))}.${encode(JSON.stringify(good.claims))}`,
    '',
  );
  const header = difference(good.header, 'header', row, now);
  const claims = difference(good.claims, 'claims', row, now);
  let claimsText = JSON.stringify(claims);
  if (row.claimsEnd !== undefined) claimsText = `${claimsText.slice(0, -1)},${lengthen(row.claimsEnd)}}`;
  if (row.claimsText !== undefined) {
    claimsText = typeof row.claimsText === 'object' && '$token' in row.claimsText ? old : lengthen(row.claimsText);
  }
  claimsText += row.claimsAfter ?? '';
  const headerText = row.headerText === undefined ? JSON.stringify(header) : lengthen(row.headerText);
  const input = `${encode(headerText, row.headerEncoding)}.${encode(claimsText, row.claimsEncoding)}`;
  return row.edit.reduce(edited, signed(row.sign, input, old.split('.')[2]!));
}

function difference(base: object, place: 'header' | 'claims', row: HostileTokenRow, now: number): object {
  const all = { ...base, ...(resolved(row[place], now) as object) };
  const without = new Set<string>(row.without);
  return Object.fromEntries(Object.entries(all).filter(([name]) => !without.has(`${place}.${name}`)));
}

function resolved(value: unknown, now: number): unknown {
  if (Array.isArray(value)) return value.map((inner) => resolved(inner, now));
  if (typeof value !== 'object' || value === null) return value;
  const wish = value as Record<string, unknown>;
  if (typeof wish.$now === 'number') return now + wish.$now;
  if (typeof wish.$nowText === 'number') return String(now + wish.$nowText);
  if (typeof wish.$publicKey === 'string') return publicJwk(wish.$publicKey as ForgeKey);
  if ('$repeat' in wish) return lengthen(wish as LongText);
  return Object.fromEntries(Object.entries(wish).map(([name, inner]) => [name, resolved(inner, now)]));
}

function lengthen(text: LongText): string {
  if (typeof text === 'string') return text;
  const [unit, times] = text.$repeat;
  return (text.before ?? '') + unit.repeat(times) + (text.close ?? '').repeat(times);
}

function encode(text: string | Buffer, encoding: HostileTokenRow['claimsEncoding'] = 'utf8'): string {
  if (typeof text !== 'string') return text.toString('base64url');
  // Half a character cannot be written in UTF-8; JSON can spell it.
  const spelt = text.replace(/[\ud800-\udfff]/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
  const bytes = Buffer.from(encoding === 'bom' ? `\ufeff${spelt}` : spelt, encoding === 'utf16le' ? 'utf16le' : 'utf8');
  return bytes.toString('base64url');
}

function signed(how: HostileTokenRow['sign'], input: string, old: string): string {
  return `${input}.${signature(how, Buffer.from(input), old)}`;
}

function signature(how: HostileTokenRow['sign'], input: Buffer, old: string): string {
  switch (how.with) {
    case 'rsa':
      return encode(sign(how.hash, input, privateKey(how.key)));
    case 'rsa-pss': {
      // Without salt it is the same each time.
      const key = { key: privateKey(how.key), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 0 };
      return encode(sign('sha256', input, key));
    }
    case 'ec': {
      const key = { key: privateKey('ec'), dsaEncoding: 'ieee-p1363' } as const;
      const fixed = Buffer.from(how.fixed, 'base64url');
      const publicKey = { key: createPublicKey(privateKey('ec')), dsaEncoding: 'ieee-p1363' } as const;
      return encode(verify('sha256', input, publicKey, fixed) ? fixed : sign('sha256', input, key));
    }
    case 'ed25519':
      return encode(sign(null, input, privateKey('ed25519')));
    case 'hmac':
      return encode(createHmac('sha256', secret(how.secret)).update(input).digest());
    case 'old':
      return old;
    case 'nothing':
      return '';
  }
}

function secret(kind: 'pem' | 'pem-trimmed' | 'der' | 'jwk' | 'n' | 'n-bytes' | 'empty'): string | Buffer {
  const key = createPublicKey(privateKey('provider'));
  const { n = '' } = key.export({ format: 'jwk' });
  switch (kind) {
    case 'pem':
      return key.export({ type: 'spki', format: 'pem' });
    case 'pem-trimmed':
      return String(key.export({ type: 'spki', format: 'pem' })).trimEnd();
    case 'der':
      return key.export({ type: 'spki', format: 'der' });
    case 'jwk':
      return JSON.stringify(publicJwk('provider'));
    case 'n':
      return n;
    case 'n-bytes':
      return Buffer.from(n, 'base64url');
    case 'empty':
      return '';
  }
}

function edited(token: string, edit: HostileTokenRow['edit'][number]): string {
  const parts = token.split('.');
  const [kind, ...rest] = edit;
  if (kind === 'append') return token + rest[0];
  if (kind === 'prepend') return rest[0] + token;
  if (kind === 'whole') return String(rest[0]);
  if (kind === 'join') return parts.join(String(rest[0]));
  if (kind === 'parts') return rest.map((index) => parts[index as number]).join('.');
  const index = rest[0] as number;
  const part = parts[index]!;
  parts[index] = editedPart(part, kind, rest[1]);
  return parts.join('.');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function editedPart(part: string, kind: HostileTokenRow['edit'][number][0], wish: unknown): string {
  switch (kind) {
    case 'set':
      return lengthen(wish as LongText);
    case 'prefix':
      return lengthen(wish as LongText) + part.slice(1);
    case 'suffix':
      return part + lengthen(wish as LongText);
    case 'json':
      return encode(JSON.stringify(wish));
    case 'bytes':
      return encode(Buffer.from(wish as string, 'hex'));
    case 'cut':
      return part.slice(0, -(wish as number));
    case 'looseBits':
      // 256 bytes leave four bits of the last letter unused.
      return part.slice(0, -1) + ALPHABET[ALPHABET.indexOf(part.at(-1)!) + 1];
    default:
      throw new Error(`nothing is known of ${kind}`);
  }
}
