import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const TOKENS_FOLDER = join(import.meta.dirname, '..', 'tokens');

/** Text, or a text that would be too long to write down: `close` mirrors it, as brackets do. */
const longText = z.union([
  z.string(),
  z.strictObject({
    $repeat: z.tuple([z.string(), z.int()]),
    before: z.string().optional(),
    close: z.string().optional(),
  }),
]);

const part = z.union([z.literal(0), z.literal(1), z.literal(2)]);

/** What is done to the finished token, in order. Parts: 0 header, 1 claims, 2 signature. */
const edit = z.union([
  z.tuple([z.literal('parts')], part),
  z.tuple([z.enum(['append', 'prepend', 'whole', 'join']), z.string()]),
  z.tuple([z.enum(['set', 'prefix', 'suffix']), part, longText]),
  z.tuple([z.literal('json'), part, z.record(z.string(), z.unknown())]),
  z.tuple([z.literal('cut'), part, z.int()]),
  z.tuple([z.literal('bytes'), part, z.hex()]),
  z.tuple([z.literal('looseBits'), part]),
]);

const signing = z.discriminatedUnion('with', [
  z.strictObject({
    with: z.literal('rsa'),
    key: z.enum(['provider', 'second', 'stranger', 'weak']).default('provider'),
    hash: z.enum(['sha1', 'sha256', 'sha384', 'sha512']).default('sha256'),
  }),
  z.strictObject({ with: z.literal('rsa-pss'), key: z.enum(['provider', 'stranger']).default('provider') }),
  /** ECDSA is random, so its signature for the fixed time stands in the row. */
  z.strictObject({ with: z.literal('ec'), fixed: z.string() }),
  z.strictObject({ with: z.literal('ed25519') }),
  z.strictObject({
    with: z.literal('hmac'),
    secret: z.enum(['pem', 'pem-trimmed', 'der', 'jwk', 'n', 'n-bytes', 'empty']),
  }),
  /** The signature of the good token. */
  z.strictObject({ with: z.literal('old') }),
  z.strictObject({ with: z.literal('nothing') }),
]);

const encoding = z.enum(['utf8', 'utf16le', 'bom']).default('utf8');

const outcomeName = z.enum([
  'ok',
  'missing',
  'invalid',
  'ambiguous',
  'forbidden',
  'caller-refused',
  'person-needed',
  'unavailable',
]);

/** One way to ask, as a difference to asking well. */
const row = z.strictObject({
  name: z.string(),
  profile: z.enum(['embedded', 'authentik', 'generic']).default('embedded'),
  requiredGroups: z.array(z.string()).default(['staff']),
  /** Apps that may call this one. */
  callers: z.array(z.string()).default([]),
  keys: z.enum(['one', 'two', 'none', 'broken', 'html', 'private', 'symmetric', 'encryption', 'weak']).default('one'),
  /** Set in the header; `{"$now": 5}` is a time in five seconds, `{"$publicKey": "stranger"}` a JWK. */
  header: z.record(z.string(), z.unknown()).default({}),
  claims: z.record(z.string(), z.unknown()).default({}),
  /** `claims.exp`, `header.kid` */
  without: z.array(z.templateLiteral([z.enum(['header', 'claims']), '.', z.string()])).default([]),
  headerText: longText.optional(),
  claimsText: z.union([longText, z.strictObject({ $token: z.literal(true) })]).optional(),
  /** More members at the end of the claims, as they would be written: for what `JSON.stringify` never writes. */
  claimsEnd: longText.optional(),
  claimsAfter: z.string().optional(),
  headerEncoding: encoding,
  claimsEncoding: encoding,
  sign: signing.default({ with: 'rsa', key: 'provider', hash: 'sha256' }),
  edit: z.array(edit).default([]),
  request: z
    .strictObject({
      method: z.enum(['GET', 'POST']).default('GET'),
      path: z.string().default('/api/me'),
      headers: z.array(z.tuple([z.string(), z.string()])).default([['authorization', 'Bearer {token}']]),
      body: z.string().optional(),
    })
    .prefault({}),
  expect: outcomeName,
});

export type HostileTokenRow = z.output<typeof row>;
export type LongText = z.output<typeof longText>;

/** A row that asks well, with other claims and headers. */
export function tokenRow(wish: {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}): HostileTokenRow {
  return row.parse({ name: 'a token', expect: 'ok', ...wish });
}

const file = z.strictObject({ group: z.string(), rows: z.array(row) });

const outcome = z.strictObject({
  status: z.int(),
  /** `code` of the problem; null: no problem. */
  code: z.string().nullable(),
  /** `error` of the challenge (RFC 6750 §3.1). */
  error: z.string().nullable(),
});

export type HostileTokenOutcome = z.output<typeof outcome>;

function readJson(...path: string[]): unknown {
  return JSON.parse(readFileSync(join(TOKENS_FOLDER, ...path), 'utf8'));
}

export function readRows(): readonly (HostileTokenRow & { readonly group: string })[] {
  const names = readdirSync(join(TOKENS_FOLDER, 'matrix')).sort();
  return names
    .map((name) => file.parse(readJson('matrix', name)))
    .flatMap(({ group, rows }) => rows.map((one) => ({ ...one, group })));
}

export function readOutcomes(): Readonly<Record<HostileTokenRow['expect'], HostileTokenOutcome>> {
  return z.record(outcomeName, outcome).parse(readJson('outcomes.json'));
}

/** Keys that sign nothing but tests. */
export function readKeys(): Readonly<Record<string, JsonWebKey & { kid?: string }>> {
  return z.record(z.string(), z.record(z.string(), z.string())).parse(readJson('keys.json'));
}
