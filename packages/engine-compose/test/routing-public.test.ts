import { SERVER_CASES, serverPlan } from '@scalr/testing/server-plans';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './routing/ask.ts';
import { findEdges } from './routing/edges.ts';
import { openStand, type Stand, withFormerHost } from './routing/stand.ts';

const { edges, reason } = await findEdges();

describe.skipIf(reason !== null).each(edges)('the edge on a public domain ($name)', (edge) => {
  let stand: Stand;

  beforeAll(async () => {
    const { plan } = await serverPlan({ ...SERVER_CASES['public-authentik'], provider: 'embedded' });
    stand = await openStand(edge, withFormerHost(plan, 'ledger', 'ledger.apps.example.com'), ['ledger'], 2);
  }, 240_000);
  afterAll(() => stand?.close(), 60_000);

  it('sends to TLS who comes without, and says that it is always so', async () => {
    const host = 'books.apps.example.com';
    const plain = await ask(stand.ports[80] as number, host, '/api/x?q=1', { method: 'POST' });
    expect([plain.status, plain.headers.location]).toEqual([308, `https://${host}/api/x?q=1`]);
    expect((await ask(stand.ports[80] as number, host, '/')).status).toBe(301);
    const api = await ask(stand.ports[443] as number, host, '/api/x', { isEncrypted: true });
    expect(api.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    expect(JSON.parse(api.text)).toMatchObject({ name: 'ledger-backend', headers: { 'x-forwarded-proto': 'https' } });
  });

  it('sends from a former host to this one, with TLS and without', async () => {
    const to = 'https://books.apps.example.com/a';
    const plain = await ask(stand.ports[80] as number, 'ledger.apps.example.com', '/a');
    const encrypted = await ask(stand.ports[443] as number, 'ledger.apps.example.com', '/a', { isEncrypted: true });
    expect([plain.headers.location, encrypted.headers.location]).toEqual([to, to]);
  });

  it('knows no other host', async () => {
    expect((await ask(stand.ports[80] as number, 'evil.test', '/')).status).toBe(404);
    expect((await ask(stand.ports[443] as number, 'evil.test', '/', { isEncrypted: true })).status).toBe(404);
  });

  it('may write down the certificates it is given, as nobody', async () => {
    const { docker, container } = stand;
    expect((await docker('inspect', '--format', '{{.Config.User}}', container('traefik'))).trim()).toBe('65532:65532');
    const listed = await docker('exec', container('traefik'), 'ls', '-ln', '/var/tmp/acme.json');
    expect(listed).toMatch(/^-rw------- +1 65532 65532 /);
  });
});
