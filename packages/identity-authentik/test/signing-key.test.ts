import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blueprintRevision, loadSigningKey, prepareAuthentik } from '@scalr/identity-authentik';
import { afterEach, beforeEach, expect, test } from 'vitest';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'signing-'));
  folder = join(root, 'authentik');
});
afterEach(() => rmSync(root, { recursive: true }));

const KEY = 'signing-key.pem';
const CERTIFICATE = 'signing-certificate.pem';

test('a key is made once, with a certificate of itself, for nobody else to read', async () => {
  const [made, other] = await Promise.all([loadSigningKey(folder), loadSigningKey(folder)]);
  expect(other).toEqual(made);
  expect(await loadSigningKey(folder)).toEqual(made);
  for (const file of [KEY, CERTIFICATE]) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);

  const key = createPrivateKey(made.signingKey);
  expect(key.asymmetricKeyType).toBe('rsa');
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(3072);
  const certificate = new X509Certificate(made.signingCertificate);
  expect(certificate.subject).toBe('CN=SCALR');
  expect(certificate.checkPrivateKey(key)).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  const years = (certificate.validToDate.getTime() - certificate.validFromDate.getTime()) / (365.25 * 86_400_000);
  expect(Math.round(years)).toBe(20);
});

test('a lost certificate is made anew for the same key', async () => {
  const made = await loadSigningKey(folder);
  rmSync(join(folder, CERTIFICATE));
  const again = await loadSigningKey(folder);
  expect(again.signingKey).toBe(made.signingKey);
  expect(new X509Certificate(again.signingCertificate).checkPrivateKey(createPrivateKey(made.signingKey))).toBe(true);
  expect(readFileSync(join(folder, CERTIFICATE), 'utf8')).toBe(again.signingCertificate);
});

test('a lost or broken key is never replaced silently', async () => {
  await loadSigningKey(folder);
  const unusable = { code: 'AUTHENTIK_KEY_UNUSABLE' };
  writeFileSync(join(folder, KEY), 'no key');
  await expect(loadSigningKey(folder)).rejects.toMatchObject(unusable);
  const { signingKey } = await loadSigningKey(join(root, 'other'));
  writeFileSync(join(folder, KEY), signingKey);
  await expect(loadSigningKey(folder)).rejects.toMatchObject({
    ...unusable,
    message: expect.stringContaining('the certificate is of another key'),
  });
  rmSync(join(folder, KEY));
  await expect(loadSigningKey(folder)).rejects.toMatchObject(unusable);
});

test('the revision of the blueprint follows the secrets it reads, and tells none', () => {
  const secrets = { apiToken: 'token', signingKey: 'key' };
  expect(blueprintRevision(secrets)).toMatch(/^[0-9a-f]{16}$/);
  expect(blueprintRevision({ ...secrets })).toBe(blueprintRevision(secrets));
  expect(blueprintRevision({ ...secrets, apiToken: 'other' })).not.toBe(blueprintRevision(secrets));
  expect(blueprintRevision({ ...secrets, signingKey: 'other' })).not.toBe(blueprintRevision(secrets));
});

test('what the containers are told has all secrets and a blueprint with none', async () => {
  const shared = { secretKey: 'secret-key-1', adminPassword: 'admin-password-1', apiToken: 'api-token-1' };
  const { trustedProxies, blueprints, secrets } = await prepareAuthentik(folder, ['172.30.0.0/24'], shared);
  expect(trustedProxies).toEqual(['172.30.0.0/24']);
  expect(secrets).toEqual({ ...shared, ...(await loadSigningKey(folder)) });
  const text = blueprints.get('platform.yaml')?.content as string;
  expect(text).toContain(blueprintRevision(secrets));
  for (const secret of Object.values(secrets)) expect(text.includes(secret)).toBe(false);
});
