import { createServer, type ServerResponse } from 'node:http';
import { until } from '@scalr/testing';
import { describe, expect, it } from 'vitest';
import { type Container, DockerApi } from '../edge/docker/docker-api.ts';
import { follow } from '../edge/docker/follow.ts';
import { Refusal } from '../edge/refusal.ts';
import { listening } from './edge-under-test.ts';

const ID = 'a'.repeat(64);
const inspected = (health: string) => ({
  Name: '/ledger-backend-1',
  State: { Running: true, Health: { Status: health } },
  Config: { Labels: { 'traefik.enable': 'true' } },
  NetworkSettings: { Networks: { 'scalr-edge': { IPAddress: '10.0.0.2' } } },
});

/** As much of Docker as the edge reads. */
class FakeDocker {
  health = 'starting';
  isAway = true;
  readonly #readers: ServerResponse[] = [];
  readonly server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const shown: Readonly<Record<string, unknown>> = {
      '/containers/json': [{ Id: ID }, { Id: 'gone' }],
      [`/containers/${ID}/json`]: inspected(this.health),
    };
    if (this.isAway) response.writeHead(502).end('nobody');
    else if (path === '/events') {
      this.#readers.push(response);
      response.flushHeaders();
    } else if (path !== undefined && path in shown) response.end(JSON.stringify(shown[path]));
    else response.writeHead(404).end('{}');
  });

  happen(action: string): void {
    for (const reader of this.#readers) reader.write(`${JSON.stringify({ Action: action })}\n`);
  }
}

describe('what the stand-in reads of Docker', () => {
  it('is what runs, by name, health, labels and addresses, as soon as Docker says that it changed', async () => {
    const docker = new FakeDocker();
    const source = new DockerApi({ host: '127.0.0.1', port: await listening(docker.server) });
    const taken: (readonly Container[])[] = [];
    const troubles: string[] = [];
    const following = follow(
      source,
      10,
      (containers) => {
        if (containers[0]?.health === 'refused') throw new Refusal('enough');
        taken.push(containers);
      },
      (error) => troubles.push(String(error)),
    );
    await until('Docker is away', async () => troubles.length > 0);
    docker.isAway = false;
    await until('Docker is there', async () => taken.length > 0);
    expect(taken[0]).toEqual([
      {
        ...{ name: 'ledger-backend-1', isRunning: true, health: 'starting' },
        ...{ labels: { 'traefik.enable': 'true' }, addresses: { 'scalr-edge': '10.0.0.2' } },
      },
    ]);
    docker.health = 'healthy';
    docker.happen('exec_start');
    docker.happen('health_status: healthy');
    await until('it is healthy', async () => taken.at(-1)?.[0]?.health === 'healthy');
    docker.health = 'refused';
    docker.happen('die');
    await expect(following).rejects.toThrow(new Refusal('enough'));
    docker.server.close();
    docker.server.closeAllConnections();
  });
});
