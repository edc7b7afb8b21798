import { gatewayProject } from '@scalr/containers';
import type { Plan } from '@scalr/plan';
import { SERVER_CASES, serverPlan } from '@scalr/testing/server-plans';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../edge/refusal.ts';
import { readOptions } from '../edge/static-options.ts';

const LOCAL = (await serverPlan(SERVER_CASES['localhost-production'])).plan;
const PUBLIC = (await serverPlan(SERVER_CASES['public-authentik'])).plan;

const commandOf = (plan: Plan): readonly string[] =>
  gatewayProject(plan, { workspace: 'w', answerSeconds: 7 }).compose.services.traefik?.command ?? [];

describe('the options of the edge', () => {
  it('are read by the stand-in as the platform writes them', () => {
    const { entryPoints, ...rest } = readOptions(commandOf(LOCAL));
    expect(rest).toEqual({
      ping: 'ping',
      docker: { host: 'socket-proxy', port: 2375, network: 'scalr-edge' },
      constraint: ['scalr.workspace', 'w'],
      throttleMs: 500,
      dialMs: 5000,
      answerMs: 7000,
      resolver: null,
    });
    expect([...entryPoints.keys()]).toEqual(['web', 'ping']);
    expect(entryPoints.get('web')).toEqual({
      ...{ host: '', port: 80, readMs: 60_000, writeMs: 600_000, idleMs: 180_000, graceMs: 10_000 },
      ...{ maxHeaderBytes: 16_384, refusedEscapes: ['%2F', '%5C', '%00'] },
    });
    expect(entryPoints.get('ping')).toMatchObject({ host: '127.0.0.1', port: 8082 });
  });

  it('say where certificates are kept, on a public domain', () => {
    const { entryPoints, resolver } = readOptions(commandOf(PUBLIC));
    expect(resolver).toEqual({ name: 'le', storage: '/var/tmp/acme.json' });
    expect([...entryPoints].map(([name, { port }]) => [name, port])).toEqual([
      ['web', 80],
      ['websecure', 443],
      ['ping', 8082],
    ]);
  });

  it.each([
    ['--api.insecure=true', 'the stand-in does not know the option --api.insecure'],
    [
      '--entryPoints.web.http2.maxConcurrentStreams=1',
      'the stand-in does not know the option --entrypoints.web.http2.maxconcurrentstreams',
    ],
    ['--providers.swarm.network=x', 'the stand-in reads the containers of one Docker, no swarm'],
    [
      '--providers.docker.exposedByDefault=true',
      'the stand-in knows --providers.docker.exposedbydefault only as false',
    ],
    ['--providers.docker.endpoint=unix:///x', 'the stand-in reaches Docker by tcp://, not by unix:///x'],
    ['--serversTransport.forwardingTimeouts.dialTimeout=soon', 'not a duration: soon'],
    ['--debug', 'not an option of the form --key=value: --debug'],
  ])('are refused with %s', (option, sentence) => {
    expect(() => readOptions([...commandOf(LOCAL), option])).toThrow(new Refusal(sentence));
  });
});
