import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ComposeService, renderProjects } from '@scalr/containers';
import { BLUEPRINT_SECRETS, platformBlueprints } from '@scalr/identity-authentik';
import { run } from '@scalr/process';
import { SERVER_CASES, serverPlan } from '@scalr/testing/server-plans';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AUTHENTIK_SECRETS, exampleInput } from './example-input.ts';

const SECRETS = {
  'authentik-secret-key': AUTHENTIK_SECRETS.secretKey,
  'authentik-admin-password': AUTHENTIK_SECRETS.adminPassword,
  'authentik-api-token': AUTHENTIK_SECRETS.apiToken,
  'authentik-signing-key': AUTHENTIK_SECRETS.signingKey,
  'authentik-signing-certificate': AUTHENTIK_SECRETS.signingCertificate,
  'db-password': 'password-of-auth',
};

async function project(withSecrets = true) {
  const { plan } = await serverPlan(SERVER_CASES['public-authentik']);
  const authentik = {
    trustedProxies: ['172.30.0.0/24'],
    blueprints: platformBlueprints(),
    secrets: withSecrets ? AUTHENTIK_SECRETS : null,
  };
  const [auth] = renderProjects(plan, exampleInput({ authentik }));
  const { auth: server, worker, db } = auth!.compose.services as Record<'auth' | 'worker' | 'db', ComposeService>;
  return { ...{ auth: auth!, server, worker, db } };
}

describe('the project of Authentik', () => {
  test('has a server, a worker and a database, and neither Redis nor the socket of Docker', async () => {
    const { auth, server, worker, db } = await project();
    expect(Object.keys(auth.compose.services)).toEqual(['auth', 'worker', 'db']);
    expect([server, worker, db].map(({ image, command, user }) => [image, command, user])).toEqual([
      ['ghcr.io/goauthentik/server:2026.8', ['server'], '1000:1000'],
      ['ghcr.io/goauthentik/server:2026.8', ['worker'], '1000:1000'],
      ['postgres:16', undefined, 'postgres'],
    ]);
    expect(JSON.stringify(auth.compose)).not.toMatch(/docker\.sock|redis/i);
    expect([server.networks, worker.networks, db.networks]).toEqual([
      { edge: { aliases: ['auth'] }, data: null },
      { edge: null, data: null },
      { data: null },
    ]);
    expect(Object.keys(worker.labels ?? {}).filter((label) => label.startsWith('traefik.'))).toEqual([]);
    expect(JSON.stringify(server.labels)).toContain('9000');
  });

  test('is told secrets by files only, and each program only its own', async () => {
    const { auth, server, worker } = await project();
    for (const { environment } of [server, worker]) {
      expect(environment).toMatchObject({
        AUTHENTIK_SECRET_KEY: 'file:///run/secrets/authentik-secret-key',
        AUTHENTIK_POSTGRESQL__PASSWORD: 'file:///run/secrets/db-password',
        AUTHENTIK_LISTEN__TRUSTED_PROXY_CIDRS: '172.30.0.0/24,127.0.0.0/8',
        AUTHENTIK_WEB__BASE_URL: 'https://auth.apps.example.com',
        AUTHENTIK_ERROR_REPORTING__ENABLED: 'false',
        AUTHENTIK_DISABLE_UPDATE_CHECK: 'true',
      });
    }
    expect(server.secrets).toEqual(['authentik-secret-key', 'db-password', 'authentik-api-token']);
    expect([...(worker.secrets ?? [])].sort()).toEqual(Object.keys(SECRETS).sort());
    expect(worker.secrets).toEqual(expect.arrayContaining(Object.values(BLUEPRINT_SECRETS)));
    const files = Object.fromEntries(Object.entries(SECRETS).map(([name, content]) => [`secrets/${name}`, content]));
    expect(auth.secrets).toEqual(files);
    expect((await project(false)).auth.secrets).toEqual({});
  });

  test("mounts the platform's blueprint where the worker finds it, and keeps what is uploaded", async () => {
    const { auth, worker, server } = await project();
    expect(auth.files.get('blueprints/platform.yaml')?.content).toContain('!File "/run/secrets/authentik-api-token"');
    expect(worker.volumes).toContainEqual({
      ...{ type: 'bind', source: './blueprints/platform.yaml', target: '/blueprints/scalr/platform.yaml' },
      read_only: true,
    });
    expect(server.volumes).toContainEqual({ type: 'volume', source: 'uploads', target: '/data' });
    expect(auth.compose.volumes).toMatchObject({ data: {}, uploads: {} });
  });
});

test('with Authentik every frontend asks for a refresh token, and otherwise for what its manifest says', async () => {
  const asked = async (named: keyof typeof SERVER_CASES) => {
    const { plan } = await serverPlan(SERVER_CASES[named]);
    const frontends = plan.routes.flatMap(({ appConfig }) => appConfig?.scopes.includes('offline_access') ?? []);
    return { frontends: new Set(frontends), clients: new Set(plan.clients.map(({ scopes }) => scopes.at(-1))) };
  };
  expect(await asked('public-authentik')).toEqual({ frontends: new Set([true]), clients: new Set(['offline_access']) });
  expect((await asked('localhost-production')).frontends).toEqual(new Set([false]));
});

describe('its healthcheck, in a real shell', () => {
  let folder: string;
  let tokens: string[];
  let ready: number;
  const server = createServer((request, response) => {
    const isMe = request.url === '/api/v3/core/users/me/';
    const isKnown = tokens.includes(request.headers.authorization ?? '');
    response.statusCode = isMe ? (isKnown ? 200 : 403) : request.url === '/-/health/ready/' ? ready : 404;
    response.end('{}');
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'health-'));
    writeFileSync(join(folder, 'token'), 'example-api-token\n');
    [tokens, ready] = [[], 204];
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  const check = async () => {
    const [, ...argv] = (await project()).server.healthcheck?.test ?? [];
    const local = argv.map((part) =>
      part
        .replaceAll('/9000', `/${(server.address() as AddressInfo).port}`)
        .replaceAll('/run/secrets/authentik-api-token', join(folder, 'token'))
        .replaceAll('/tmp/prepared', join(folder, 'prepared')),
    );
    const { PATH = '' } = process.env;
    return (await run(local as [string, ...string[]], { env: { PATH }, timeoutMs: 10_000 })).code;
  };

  test('fails until the token of the platform is known, and asks for it only once', async () => {
    expect(await check()).not.toBe(0);
    tokens = ['Bearer example-api-token'];
    expect(await check()).toBe(0);
    tokens = [];
    expect(await check()).toBe(0);
  });

  test('fails while Authentik is not ready', async () => {
    tokens = ['Bearer example-api-token'];
    ready = 503;
    expect(await check()).not.toBe(0);
    ready = 200;
    expect(await check()).toBe(0);
  });
});
