import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeLayout, createComposeEngine } from '@scalr/engine-compose';
import { installFolder } from '@scalr/testing';
import { SERVER_CASES, serverPlan } from '@scalr/testing/server-plans';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scalr-compose-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const engineAt = (path: string) =>
  createComposeEngine({
    layout: composeLayout(root, installFolder(), 1000),
    environment: { PATH: path },
    ids: { uid: 1000, gid: 1000 },
    provider: async () => 'embedded',
    authentik: async () => null,
  });

/** A port that somebody listens on at every address, and who does. */
function taken(): Promise<{ readonly port: number; readonly server: Server }> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, () => resolve({ server, port: (server.address() as { port: number }).port }));
  });
}

describe('addresses', () => {
  it('are remembered, and need no Docker', async () => {
    const engine = engineAt('/nowhere');
    const { server, port } = await taken();
    await new Promise((resolve) => server.close(resolve));
    const { origin } = await engine.prepare({ port });
    expect(origin).toEqual({ scheme: 'http', domain: 'localhost', port });
    expect((await engineAt('/nowhere').prepare({})).origin).toEqual(origin);
  });

  it('are not where somebody else listens', async () => {
    const { server, port } = await taken();
    try {
      const refused = { code: 'PORT_TAKEN', message: expect.stringContaining(String(port)) };
      await expect(engineAt('/nowhere').prepare({ port })).rejects.toMatchObject(refused);
    } finally {
      server.close();
    }
  });

  it('have no certificate without a public domain', async () => {
    await expect(engineAt('/nowhere').prepare({ tls: true })).rejects.toMatchObject({
      code: 'COMPOSE_TLS_NEEDS_DOMAIN',
    });
  });
});

describe('without Docker', () => {
  it('nothing runs, and up says what is missing', async () => {
    const engine = engineAt('/nowhere');
    const { plan } = await serverPlan(SERVER_CASES['localhost-production']);
    expect(await engine.current()).toBeNull();
    await expect(engine.up(plan, { onProgress: () => {} })).rejects.toMatchObject({ code: 'DOCKER_MISSING' });
  });

  it.each([
    ['DOCKER_NOT_RUNNING', 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is it running?'],
    ['DOCKER_NOT_RUNNING', 'permission denied while trying to connect to the Docker daemon socket'],
    ['DOCKER_MISSING', "docker: 'compose' is not a docker command."],
    ['DOCKER_FAILED', 'something else'],
  ])('%s: %s', async (code, said) => {
    const folder = join(root, 'bin');
    mkdirSync(folder);
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\nprintf '%s\\n' "${said}" >&2\nexit 1\n`);
    chmodSync(join(folder, 'docker'), 0o755);
    await expect(engineAt(`${folder}:/usr/bin:/bin`).status()).rejects.toMatchObject({ code });
  });
});
