import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CertificateAuthority } from '../src/certificate-authority.ts';
import { EchoBackend } from './echo-backend.ts';
import { configOf, GatewayProcess, routeOf, temporaryFolder, upstreamAt } from './gateway-process.ts';
import { ask, get } from './raw-client.ts';

const folder = temporaryFolder();
const keys = `${folder.path}/tls`;
const backend = new EchoBackend();
let gateway: GatewayProcess;
let redirectPort = 0;

beforeAll(async () => {
  await backend.listen(`${folder.path}/b`);
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  redirectPort = (probe.address() as { port: number }).port;
  probe.close();
  await once(probe, 'close');
  gateway = await GatewayProcess.start(
    configOf({
      listen: { port: 0, tls: { folder: keys, redirectFromPort: redirectPort } },
      upstreams: [upstreamAt(`${folder.path}/b`)],
      routes: [routeOf({ formerHosts: ['before.localhost'] }), routeOf({ host: 'other.localhost', slug: 'other' })],
    }),
  );
});
afterAll(async () => {
  await gateway.stop();
  await backend.close();
  folder.remove();
});

async function handshake(servername: string, options: object = {}): Promise<TLSSocket> {
  const ca = readFileSync(`${keys}/ca.crt`);
  const socket = connect({ port: gateway.port, host: '127.0.0.1', servername, ca, ...options });
  await once(socket, 'secureConnect');
  return socket;
}

describe('TLS', () => {
  it('keeps the authority’s key to its owner and the certificate for everyone', () => {
    const mode = (file: string) => (statSync(`${keys}/${file}`).mode & 0o777).toString(8);
    expect([mode('.'), mode('ca.key'), mode('ca.crt')]).toEqual(['700', '600', '644']);
  });

  it.each(['hello.localhost', 'other.localhost', 'before.localhost'])(
    'has a certificate for exactly %s',
    async (host) => {
      const socket = await handshake(host);
      const certificate = socket.getPeerX509Certificate() as X509Certificate;
      expect(certificate.subjectAltName).toBe(`DNS:${host}`);
      expect(certificate.ca).toBe(false);
      expect(socket.getProtocol()).toBe('TLSv1.3');
      expect(socket.alpnProtocol === 'h2').toBe(false);
      socket.destroy();
    },
  );

  it('knows no other name', async () => {
    await expect(handshake('evil.test')).rejects.toThrow();
    await expect(handshake('evil.test', { rejectUnauthorized: false })).rejects.toThrow();
  });

  it('refuses TLS 1.1 and ciphers without forward secrecy, takes TLS 1.2', async () => {
    await expect(handshake('hello.localhost', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })).rejects.toThrow();
    await expect(handshake('hello.localhost', { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' })).rejects.toThrow();
    const socket = await handshake('hello.localhost', { maxVersion: 'TLSv1.2' });
    expect(socket.getProtocol()).toBe('TLSv1.2');
    socket.destroy();
  });

  it('serves with strict transport security and tells the backend the scheme', async () => {
    const ca = readFileSync(`${keys}/ca.crt`);
    const client = request({
      port: gateway.port,
      path: '/api/',
      servername: 'hello.localhost',
      headers: { host: 'hello.localhost' },
      ca,
    });
    client.end();
    const [response] = await once(client, 'response');
    let body = '';
    for await (const chunk of response) body += chunk;
    expect(response.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    expect(JSON.parse(body).headers).toMatchObject({
      'x-forwarded-proto': 'https',
      'x-forwarded-host': `hello.localhost:${gateway.port}`,
    });
  });

  it('sends a former host on to the present one, both by https', async () => {
    const socket = await handshake('before.localhost');
    socket.write('GET /page HTTP/1.1\r\nHost: before.localhost\r\nConnection: close\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 308 /);
    expect(text).toContain(`\r\nLocation: https://hello.localhost:${gateway.port}/page\r\n`);
  });

  it('sends http on to https with 308, for known hosts only', async () => {
    const answer = await ask(redirectPort, get('/deep/page?x=1'));
    expect(answer.status).toBe(308);
    expect(answer.headers.get('location')).toBe(`https://hello.localhost:${gateway.port}/deep/page?x=1`);
    const moved = await ask(redirectPort, get('/deep/page?x=1', [], 'before.localhost'));
    expect([moved.status, moved.headers.get('location')]).toEqual([308, answer.headers.get('location')]);
    expect((await ask(redirectPort, get('/', [], 'evil.test'))).status).toBe(404);
    expect((await ask(redirectPort, get('//evil.test/'))).status).toBe(400);
  });
});

describe('CertificateAuthority', () => {
  const day = 86_400_000;

  it('keeps authority and leaves between starts, renews a leaf before it ends and itself when it has ended', async () => {
    let now = Date.now();
    const open = () => CertificateAuthority.open(`${folder.path}/authority`, () => now);
    const leaf = async () => (await open()).leaf('app.localhost');
    const authority = () => readFileSync(`${folder.path}/authority/ca.crt`, 'utf8');
    const first = await leaf();
    const root = authority();
    expect(new X509Certificate(first.certificate).verify(new X509Certificate(root).publicKey)).toBe(true);
    now += 300 * day;
    expect((await leaf()).certificate).toBe(first.certificate);
    now += 80 * day;
    const renewed = await leaf();
    expect(renewed.certificate).not.toBe(first.certificate);
    expect(renewed.expires).toBeGreaterThan(now + 390 * day);
    expect(authority()).toBe(root);
    now += 3650 * day;
    const later = await leaf();
    expect(authority()).not.toBe(root);
    expect(new X509Certificate(later.certificate).verify(new X509Certificate(authority()).publicKey)).toBe(true);
  });
});
