import { createHmac } from 'node:crypto';
import { accessToken, type SigningKey } from '@scalr/auth-client/testing';
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';

export interface HostileToken {
  readonly name: string;
  readonly status: 200 | 400 | 401 | 403;
  readonly token: string;
}

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Claims and headers that make one difference each to a good token; the status is what a resource server answers. */
const CLAIMS: readonly (readonly [
  name: string,
  status: HostileToken['status'],
  claims: (now: number) => Record<string, unknown>,
])[] = [
  ['good', 200, () => ({})],
  ['audience in a list', 200, () => ({ aud: ['urn:app:other', 'urn:app:example'] })],
  ['expired 29 s ago', 200, (now) => ({ exp: now - 29 })],
  ['expired 31 s ago', 401, (now) => ({ exp: now - 31 })],
  ['expired long ago', 401, () => ({ exp: 1 })],
  ['no expiry', 401, () => ({ exp: undefined })],
  ['expiry as text', 401, (now) => ({ exp: String(now + 600) })],
  ['expiry null', 401, () => ({ exp: null })],
  ['expiry in an object', 401, () => ({ exp: {} })],
  ['issued 29 s ahead', 200, (now) => ({ iat: now + 29 })],
  ['issued 31 s ahead', 401, (now) => ({ iat: now + 31 })],
  ['no time of issue', 401, () => ({ iat: undefined })],
  ['time of issue as text', 401, (now) => ({ iat: String(now) })],
  ['not before in 29 s', 200, (now) => ({ nbf: now + 29 })],
  ['not before in 31 s', 401, (now) => ({ nbf: now + 31 })],
  ['not before as text', 401, (now) => ({ nbf: String(now) })],
  ['audience of another app', 401, () => ({ aud: 'urn:app:other' })],
  ['audience with more behind', 401, () => ({ aud: 'urn:app:example2' })],
  ['audience cut short', 401, () => ({ aud: 'urn:app:exampl' })],
  ['audience in capitals', 401, () => ({ aud: 'URN:APP:EXAMPLE' })],
  ['audience is the client id', 401, () => ({ aud: 'example' })],
  ['audience empty text', 401, () => ({ aud: '' })],
  ['audience empty list', 401, () => ({ aud: [] })],
  ['audience missing', 401, () => ({ aud: undefined })],
  ['audience in an object', 401, () => ({ aud: { 0: 'urn:app:example' } })],
  ['audience list with a number', 401, () => ({ aud: ['urn:app:example', 1] })],
  ['audience list in a list', 401, () => ({ aud: [['urn:app:example']] })],
  ['issuer with a slash', 401, () => ({ iss: 'http://auth.localhost:8080/' })],
  ['issuer in capitals', 401, () => ({ iss: 'HTTP://AUTH.LOCALHOST:8080' })],
  ['issuer in a list', 401, () => ({ iss: ['http://auth.localhost:8080'] })],
  ['issuer somebody else', 401, () => ({ iss: 'http://evil.test' })],
  ['issuer with a look-alike', 401, () => ({ iss: 'http://аuth.localhost:8080' })],
  ['issuer missing', 401, () => ({ iss: undefined })],
  ['subject missing', 401, () => ({ sub: undefined })],
  ['subject empty', 401, () => ({ sub: '' })],
  ['subject a number', 401, () => ({ sub: 7 })],
  ['client missing', 401, () => ({ client_id: undefined })],
  ['bound to a key', 401, () => ({ cnf: { jkt: 'x' } })],
  ['a logout event inside', 401, () => ({ events: { 'http://schemas.openid.net/event/backchannel-logout': {} } })],
  ['groups as text', 403, () => ({ groups: 'staff' })],
  ['groups missing', 403, () => ({ groups: undefined })],
  ['groups of others', 403, () => ({ groups: ['Staff', 'staff2', 'st'] })],
  ['groups with odd things', 200, () => ({ groups: [null, 7, {}, 'staff'] })],
];

const HEADERS: readonly (readonly [name: string, status: HostileToken['status'], header: Record<string, unknown>])[] = [
  ['long type', 200, { typ: 'application/at+jwt' }],
  ['type in capitals', 200, { typ: 'AT+JWT' }],
  ['an ID token', 401, { typ: 'JWT' }],
  ['no type', 401, { typ: undefined }],
  ['a logout token', 401, { typ: 'logout+jwt' }],
  ['a DPoP proof', 401, { typ: 'dpop+jwt' }],
  ['a type that is no text', 401, { typ: ['at+jwt'] }],
  ['a key inside', 401, { jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }],
  ['an address of keys', 401, { jku: 'http://evil.test/jwks' }],
  ['an address of certificates', 401, { x5u: 'http://evil.test/x5u' }],
  ['certificates inside', 401, { x5c: ['MIIB'] }],
  ['compressed', 401, { zip: 'DEF' }],
  ['nested', 401, { cty: 'JWT' }],
  ['key id unknown', 401, { kid: 'nobody' }],
  ['key id a path', 401, { kid: '../../../etc/passwd' }],
  ['key id an injection', 401, { kid: "' or 1=1 --" }],
  ['key id of Object', 401, { kid: '__proto__' }],
  ['key id very long', 401, { kid: 'k'.repeat(4_000) }],
  ['key id missing, and only one key there', 200, { kid: undefined }],
];

/** Every way we know to dress up as a good token. */
export async function hostileTokens(key: SigningKey, now: number): Promise<HostileToken[]> {
  const rows: HostileToken[] = [];
  for (const [name, status, claims] of CLAIMS) {
    rows.push({ name, status, token: await accessToken(key, { now, claims: claims(now) }) });
  }
  for (const [name, status, header] of HEADERS) {
    rows.push({ name, status, token: await accessToken(key, { now, header }) });
  }
  const good = await accessToken(key, { now });
  const [header, payload, signature] = good.split('.') as [string, string, string];
  const refused = (name: string, token: string) => rows.push({ name, status: 401, token });

  for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
    const head = encode({ alg, typ: 'at+jwt', kid: key.kid });
    refused(`algorithm "${alg}" without signature`, `${head}.${payload}.`);
    refused(`algorithm "${alg}" with the old signature`, `${head}.${payload}.${signature}`);
  }
  const secrets = {
    'PEM text': await exportSPKI(key.publicKey),
    modulus: String(key.jwk.n),
    'key as JSON': JSON.stringify(key.jwk),
    nothing: '',
  };
  for (const [name, secret] of Object.entries(secrets)) {
    const input = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: key.kid })}.${payload}`;
    refused(
      `HS256 keyed with the public key: ${name}`,
      `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`,
    );
  }
  for (const alg of ['ES256', 'PS256', 'EdDSA', 'RS384', 'RS512']) {
    const { privateKey } = await generateKeyPair(alg);
    const token = new SignJWT({
      iss: 'http://auth.localhost:8080',
      aud: 'urn:app:example',
      sub: 'x',
      client_id: 'x',
      iat: now,
      exp: now + 60,
    });
    refused(
      `${alg} by somebody else`,
      await token.setProtectedHeader({ alg, typ: 'at+jwt', kid: key.kid }).sign(privateKey),
    );
  }
  const stranger = await generateKeyPair('RS256', { extractable: true });
  const strangersKey = { ...key, privateKey: stranger.privateKey };
  refused('RS256 by somebody else', await accessToken(strangersKey, { now }));
  for (const [name, crit] of [
    ['unknown', ['exp']],
    ['empty', []],
    ['b64', ['b64']],
  ] as const) {
    refused(
      `crit ${name}`,
      `${encode({ alg: 'RS256', typ: 'at+jwt', kid: key.kid, crit, b64: false })}.${payload}.${signature}`,
    );
  }

  refused('payload changed', `${header}.${encode({ sub: 'root' })}.${signature}`);
  refused('no signature', `${header}.${payload}.`);
  refused('signature cut short', good.slice(0, -2));
  refused('two parts', `${header}.${payload}`);
  refused('four parts', `${good}.x`);
  refused('five parts', `${header}.${header}.${payload}.${payload}.${signature}`);
  refused('padding', `${good}==`);
  refused('padding in the payload', `${header}.${payload}=.${signature}`);
  refused('a blank inside', `${header}. ${payload}.${signature}`);
  refused('a tab behind', `${good}\t`);
  refused('standard base64 plus', `${header}.${payload}.+${signature.slice(1)}`);
  refused('standard base64 slash', `${header}.${payload}./${signature.slice(1)}`);
  refused('unused bits set', `${header}.${payload}.${signature.slice(0, -1)}${signature.endsWith('w') ? 'x' : 'w'}`);
  refused('header is no JSON', `${encode('{')}.${payload}.${signature}`);
  refused('header is a list', `${encode([])}.${payload}.${signature}`);
  refused('header is null', `${encode('null')}.${payload}.${signature}`);
  refused('payload is text', `${header}.${encode('"x"')}.${signature}`);
  refused('payload is no UTF-8', `${header}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.${signature}`);
  refused('nothing between dots', '..');
  refused('a word', 'hello');
  refused('very long', `${header}.${'A'.repeat(40_000)}.${signature}`);
  refused('unicode', `${header}.${payload}.ſignature`);
  return rows;
}
