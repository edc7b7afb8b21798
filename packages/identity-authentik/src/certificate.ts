import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';

/** One element of ASN.1 in DER (X.690 §8.1). */
function element(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const digits = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.of(tag, 0x80 | digits.length), digits, body]);
}

const TAG = { integer: 0x02, bits: 0x03, null: 0x05, oid: 0x06, utf8: 0x0c, time: 0x18, sequence: 0x30, set: 0x31 };
const sequence = (...content: readonly Uint8Array[]) => element(TAG.sequence, ...content);
const bits = (content: Uint8Array) => element(TAG.bits, Buffer.of(0), content);

/** sha256WithRSAEncryption, 1.2.840.113549.1.1.11 (RFC 8017 §A.2.4). */
const SIGNATURE = sequence(element(TAG.oid, Buffer.from('2a864886f70d01010b', 'hex')), element(TAG.null));
/** id-at-commonName, 2.5.4.3 */
const COMMON_NAME = element(TAG.oid, Buffer.from('550403', 'hex'));

const nameOf = (commonName: string) =>
  sequence(element(TAG.set, sequence(COMMON_NAME, element(TAG.utf8, Buffer.from(commonName, 'utf8')))));

/** UTCTime until 2049, as RFC 5280 §4.1.2.5 wants it, GeneralizedTime after. */
function timeOf(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return date.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(digits.slice(2)))
    : element(TAG.time, Buffer.from(digits));
}

/**
 * A certificate of a key by itself (RFC 5280, version 1, since it has no extensions), as PEM. Nobody trusts anything
 * because of it: it is the form in which Authentik takes a key.
 * @param privateKey PEM, RSA
 */
export function selfSigned(privateKey: string, commonName: string, from: Date, until: Date): string {
  const publicKey = createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'der' });
  const serial = randomBytes(16);
  // Positive, and without a leading zero.
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40;
  const name = nameOf(commonName);
  const content = sequence(
    element(TAG.integer, serial),
    SIGNATURE,
    name,
    sequence(timeOf(from), timeOf(until)),
    name,
    publicKey,
  );
  const der = sequence(content, SIGNATURE, bits(sign('sha256', content, privateKey)));
  const lines = der.toString('base64').match(/.{1,64}/g) as string[];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
