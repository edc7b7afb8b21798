import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  hash,
  type JsonWebKey,
  type KeyObject,
  sign,
} from 'node:crypto';
import { promisify } from 'node:util';
import { ExternalSigningKey } from 'oidc-provider';

const signAsync = promisify(sign);
const generate = promisify(generateKeyPair);

/** RFC 7638 thumbprint of an RSA key. */
export function thumbprint(jwk: JsonWebKey): string {
  return hash('sha256', JSON.stringify({ e: jwk.e, kty: jwk.kty, n: jwk.n }), 'base64url');
}

/** A private RSA key of 2048 bit as JWK, with its thumbprint as `kid`. */
export async function generateJwk(): Promise<JsonWebKey & { readonly kid: string }> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048, publicExponent: 65_537 });
  const jwk = privateKey.export({ format: 'jwk' });
  return { ...jwk, kid: thumbprint(jwk) };
}

/** What `GET /jwks` shows of a key (RFC 7517): never a private member. */
export interface PublicJwk {
  readonly kty: string;
  readonly use: 'sig';
  readonly alg: 'RS256';
  readonly kid: string;
  readonly e: string;
  readonly n: string;
}

/** A key of the ring. Without its private half it verifies and can't sign any more. */
export class SigningKey extends ExternalSigningKey {
  readonly publicJwk: PublicJwk;
  readonly #public: KeyObject;
  readonly #private: KeyObject | null;

  constructor(jwk: JsonWebKey) {
    super();
    this.#private = jwk.d === undefined ? null : createPrivateKey({ key: jwk, format: 'jwk' });
    this.#public = createPublicKey(this.#private ?? { key: jwk, format: 'jwk' });
    const { e, n } = this.#public.export({ format: 'jwk' }) as { e: string; n: string };
    this.publicJwk = { kty: 'RSA', use: 'sig', alg: 'RS256', kid: thumbprint({ kty: 'RSA', e, n }), e, n };
    // The accessors of the base class keep what the provider reads.
    Object.assign(this, { kid: this.publicJwk.kid, alg: 'RS256' });
  }

  override keyObject(): KeyObject {
    return this.#public;
  }

  get canSign(): boolean {
    return this.#private !== null;
  }

  /** RSASSA-PKCS1-v1_5 with SHA-256 (RS256), off the main thread. */
  override async sign(data: Uint8Array): Promise<Buffer> {
    if (this.#private === null) throw new Error(`key ${this.publicJwk.kid} only verifies`);
    return signAsync('sha256', data, this.#private);
  }
}
