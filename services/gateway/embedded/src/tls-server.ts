import { createSecureContext, createServer, type SecureContext } from 'node:tls';
import type { CertificateAuthority } from './certificate-authority.ts';
import { type ServerMaker, SOCKET_OPTIONS } from './listener.ts';
import { canonicalHost } from './router.ts';

const DAY_MS = 86_400_000;
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
].join(':');

/** TLS 1.2 and 1.3, forward secrecy only, one certificate for each known host, made when it is first asked for. */
export function tlsServer(
  authority: CertificateAuthority,
  knows: (host: string) => boolean,
  handshakeSeconds: number,
): ServerMaker {
  const contexts = new Map<string, { context: SecureContext; until: number }>();
  const contextOf = async (servername: string): Promise<SecureContext | undefined> => {
    const host = canonicalHost(servername);
    if (!knows(host)) return undefined;
    const kept = contexts.get(host);
    if (kept !== undefined && kept.until > Date.now()) return kept.context;
    const { key, certificate, expires } = await authority.leaf(host);
    const context = createSecureContext({ key, cert: certificate, minVersion: 'TLSv1.2', ciphers: CIPHERS });
    contexts.set(host, { context, until: Math.min(expires - 30 * DAY_MS, Date.now() + DAY_MS) });
    return context;
  };
  return (onSocket) => {
    const server = createServer({
      ...SOCKET_OPTIONS,
      minVersion: 'TLSv1.2',
      ciphers: CIPHERS,
      honorCipherOrder: true,
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: handshakeSeconds * 1000,
      SNICallback: (servername, done) => {
        contextOf(servername).then(
          (context) => done(context === undefined ? new Error('unknown host') : null, context),
          (error: Error) => done(error),
        );
      },
    });
    server.on('secureConnection', onSocket);
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    return server;
  };
}
