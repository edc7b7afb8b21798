import { createHash, createPrivateKey, generateKeyPair, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFileLock, writeFileAtomically } from '@scalr/fileset';
import { selfSigned } from './certificate.ts';
import { errors } from './errors.ts';

/** What signs the tokens of all apps, as Authentik takes it. */
export interface SigningKey {
  /** PEM (PKCS #8), RSA. */
  readonly signingKey: string;
  /** PEM (X.509). */
  readonly signingCertificate: string;
}

const FILES = { signingKey: 'signing-key.pem', signingCertificate: 'signing-certificate.pem' } as const;
const BITS = 3072;
const YEARS = 20;

/**
 * The key of this folder, made where there is none yet. It is never made anew by itself: that would end every session.
 * @param folder absolute; nobody else may read what is in it
 * @throws ScalrError `AUTHENTIK_KEY_UNUSABLE` where it is gone or not that of its certificate
 */
export function loadSigningKey(folder: string): Promise<SigningKey> {
  return withFileLock(join(folder, 'signing-key.lock'), async () => {
    const [key, certificate] = await Promise.all([
      readOptional(join(folder, FILES.signingKey)),
      readOptional(join(folder, FILES.signingCertificate)),
    ]);
    const unusable = (reason: string) => errors.error('keyUnusable', { folder, reason });
    if (key === null && certificate !== null) throw unusable(`${FILES.signingKey} is missing`);
    if (key === null) return makeSigningKey(folder);
    try {
      // The key comes first when they are made, and a certificate can be made for it at any time.
      if (certificate === null) return { signingKey: key, signingCertificate: await certify(folder, key) };
      if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) {
        throw new Error('the certificate is of another key');
      }
    } catch (error) {
      throw unusable((error as Error).message);
    }
    return { signingKey: key, signingCertificate: certificate };
  });
}

/** Other text whenever a secret is another one that the platform's blueprint reads; tells nothing of it. */
export function blueprintRevision({
  apiToken,
  signingKey,
}: {
  readonly apiToken: string;
  readonly signingKey: string;
}): string {
  return createHash('sha256')
    .update(JSON.stringify([apiToken, signingKey]))
    .digest('hex')
    .slice(0, 16);
}

async function makeSigningKey(folder: string): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await writeFileAtomically(join(folder, FILES.signingKey), privateKey, { mode: 0o600 });
  return { signingKey: privateKey, signingCertificate: await certify(folder, privateKey) };
}

async function certify(folder: string, key: string): Promise<string> {
  const from = new Date();
  const until = new Date(from);
  until.setUTCFullYear(from.getUTCFullYear() + YEARS);
  const certificate = selfSigned(key, 'SCALR', from, until);
  await writeFileAtomically(join(folder, FILES.signingCertificate), certificate, { mode: 0o600 });
  return certificate;
}

async function readOptional(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
