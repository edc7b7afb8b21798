import { SERVER_CASES, serverPlan } from '@scalr/testing/server-plans';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './routing/ask.ts';
import { findEdges } from './routing/edges.ts';
import { openStand, type Stand } from './routing/stand.ts';

const { edges, reason } = await findEdges();

describe.skipIf(reason !== null).each(edges)('what the edge can ask, and be asked ($name)', (edge) => {
  let stand: Stand;

  beforeAll(async () => {
    const { plan } = await serverPlan(SERVER_CASES['localhost-production']);
    stand = await openStand(edge, plan, ['ledger'], 2);
  }, 240_000);
  afterAll(() => stand?.close(), 60_000);

  it('has no dashboard, no API and no ping for anybody', async () => {
    for (const path of ['/dashboard/', '/api/rawdata', '/ping', '/metrics'])
      expect((await ask(stand.ports[80] as number, 'traefik.localhost', path)).status, path).toBe(404);
    expect(Object.keys(stand.ports)).toEqual(['80']);
    const published = await stand.docker('port', stand.container('socket-proxy'));
    expect(published).toBe('');
  });

  /** Status that Docker's socket proxy answers a container on a network, or `nothing`. */
  async function proxyAnswers(network: 'edge' | 'socket', asked: string, address = 'socket-proxy'): Promise<string> {
    const [method, path] = asked.split(' ') as [string, string];
    const script = `const r = require('http').request({ host: '${address}', port: 2375, method: '${method}', path: '${path}', timeout: 2000 },
      (a) => { console.log(a.statusCode); process.exit(); });
      r.on('error', () => { console.log('nothing'); process.exit(); }).on('timeout', () => r.destroy(new Error())).end();`;
    const network_ = stand.network(network);
    return (await stand.docker('run', '--rm', '--network', network_, 'node:24-slim', 'node', '-e', script)).trim();
  }

  it('reads of Docker what it needs, through a proxy that lets nothing else through', async () => {
    const id = (await stand.docker('inspect', '--format', '{{.Id}}', stand.container('ledger-backend'))).trim();
    const allowed = [
      'GET /_ping',
      'HEAD /_ping',
      'GET /v1.45/version',
      'GET /v1.45/containers/json',
      `GET /v1.45/containers/${id}/json`,
    ];
    const refused = [
      ...['POST /v1.45/containers/create', 'POST /build', 'DELETE /v1.45/containers/x', 'GET /secrets', 'GET /info'],
      ...[`GET /containers/${id}/archive?path=/etc`, `GET /containers/${id}/logs`, `POST /containers/${id}/exec`],
      ...[
        `GET /containers/${stand.container('ledger-backend')}/json`,
        'GET /images/json',
        'GET /_ping/../secrets',
        'PUT /_ping',
      ],
    ];
    for (const asked of allowed) expect([asked, await proxyAnswers('socket', asked)]).toEqual([asked, '200']);
    for (const asked of refused) expect([asked, await proxyAnswers('socket', asked)]).toEqual([asked, '403']);
  }, 180_000);

  it('keeps that proxy from everything else on the network of the apps', async () => {
    const at = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}';
    const addresses = (await stand.docker('inspect', '--format', at, stand.container('socket-proxy')))
      .trim()
      .split(' ');
    expect(addresses.length).toBe(1);
    expect(await proxyAnswers('socket', 'GET /_ping', addresses[0])).toBe('200');
    expect(await proxyAnswers('edge', 'GET /_ping', addresses[0])).toBe('nothing');
    expect(await proxyAnswers('edge', 'GET /_ping')).toBe('nothing');
  });
});
