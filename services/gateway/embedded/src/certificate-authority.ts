import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import './reflect-metadata.ts';
import * as x509 from '@peculiar/x509';

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** Browsers refuse leaves that live longer than 398 days. */
const LEAF_DAYS = 397;
/** A leaf is made anew this long before it ends. */
const RENEW_DAYS = 30;
const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export interface Leaf {
  readonly key: string;
  /** Leaf first, then the authority. */
  readonly certificate: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** The platform's own certificate authority on one machine: `ca.crt` to be trusted, `ca.key` for nobody's eyes. */
export class CertificateAuthority {
  readonly #certificate: x509.X509Certificate;
  readonly #key: CryptoKey;
  readonly #folder: string;
  readonly #now: () => number;

  private constructor(folder: string, certificate: x509.X509Certificate, key: CryptoKey, now: () => number) {
    this.#folder = folder;
    this.#certificate = certificate;
    this.#key = key;
    this.#now = now;
  }

  /** Reads the authority in `folder`, or makes it on first use. A broken one is never replaced silently. */
  static async open(folder: string, now: () => number = Date.now): Promise<CertificateAuthority> {
    x509.cryptoProvider.set(crypto);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const certificateFile = join(folder, 'ca.crt');
    const keyFile = join(folder, 'ca.key');
    const kept = readIfThere(keyFile);
    if (kept !== null) {
      const certificate = new x509.X509Certificate(readFileSync(certificateFile, 'utf8'));
      if (certificate.notAfter.getTime() > now())
        return new CertificateAuthority(folder, certificate, await importKey(kept), now);
    }
    const keys = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: serialNumber(),
      name: 'CN=SCALR local authority, O=SCALR',
      notBefore: new Date(now() - DAY_MS),
      notAfter: new Date(now() + AUTHORITY_DAYS * DAY_MS),
      keys,
      signingAlgorithm: KEY,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    // The key last: a folder with a key is a complete one.
    writeWhole(certificateFile, certificate.toString('pem'), 0o644);
    writeWhole(keyFile, await exportKey(keys.privateKey), 0o600);
    rmSync(join(folder, 'leaves'), { recursive: true, force: true });
    return new CertificateAuthority(folder, certificate, keys.privateKey, now);
  }

  /** For exactly this host; kept on disk until shortly before it ends. */
  async leaf(host: string): Promise<Leaf> {
    const folder = join(this.#folder, 'leaves');
    const file = join(folder, `${host.replaceAll(':', '_')}.pem`);
    const kept = readIfThere(file);
    if (kept !== null) {
      const [certificate = '', key = ''] = kept.split(/(?=-----BEGIN PRIVATE KEY-----)/);
      const expires = new x509.X509Certificate(
        certificate.slice(0, certificate.indexOf('-----END') + 25),
      ).notAfter.getTime();
      if (expires > this.#now() + RENEW_DAYS * DAY_MS) return { key, certificate, expires };
    }
    const leaf = await this.#issue(host);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeWhole(file, leaf.certificate + leaf.key, 0o600);
    return leaf;
  }

  async #issue(host: string): Promise<Leaf> {
    const keys = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
    const expires = this.#now() + LEAF_DAYS * DAY_MS;
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject: `CN=${host.slice(0, 64)}`,
      issuer: this.#certificate.subject,
      notBefore: new Date(this.#now() - DAY_MS),
      notAfter: new Date(expires),
      publicKey: keys.publicKey,
      signingKey: this.#key,
      signingAlgorithm: KEY,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
        await x509.AuthorityKeyIdentifierExtension.create(this.#certificate.publicKey),
      ],
    });
    const chain = `${certificate.toString('pem')}\n${this.#certificate.toString('pem')}\n`;
    return { key: await exportKey(keys.privateKey), certificate: chain, expires };
  }
}

function serialNumber(): string {
  // The first bit clear: a serial number is positive (RFC 5280 §4.1.2.2).
  const bytes = Buffer.from(crypto.getRandomValues(new Uint8Array(16)));
  bytes[0] = ((bytes[0] as number) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

async function exportKey(key: CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

function importKey(pem: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), KEY, true, ['sign']);
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Complete or not at all, whatever happens meanwhile. */
function writeWhole(file: string, text: string, mode: number): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode, flush: true });
  chmodSync(temporary, mode);
  renameSync(temporary, file);
}
