import { edgeLabels } from '@scalr/containers';
import type { Route } from '@scalr/plan';
import { SERVER_CASES, serverPlan } from '@scalr/testing/server-plans';
import { describe, expect, it } from 'vitest';
import { readDefinitions } from '../edge/labels/definitions.ts';
import { Refusal } from '../edge/refusal.ts';

const router = (name: string, options: Readonly<Record<string, string>> = {}) => ({
  [`traefik.http.routers.${name}.rule`]: 'Host(`a`)',
  [`traefik.http.routers.${name}.priority`]: '10',
  [`traefik.http.routers.${name}.entrypoints`]: 'web',
  [`traefik.http.routers.${name}.service`]: 'a',
  ...Object.fromEntries(
    Object.entries(options).map(([option, value]) => [`traefik.http.routers.${name}.${option}`, value]),
  ),
});

function halvesOf({ frontend, backendPaths }: Route): readonly ('frontend' | 'backend')[] {
  return [
    ...(frontend === null ? [] : (['frontend'] as const)),
    ...(backendPaths.length === 0 ? [] : (['backend'] as const)),
  ];
}

describe('labels', () => {
  it.each(Object.keys(SERVER_CASES) as (keyof typeof SERVER_CASES)[])(
    'of every host are read by the stand-in as the platform writes them: %s',
    async (name) => {
      const { plan } = await serverPlan(SERVER_CASES[name]);
      const read = plan.routes.flatMap((route) =>
        halvesOf(route).map((half) => {
          const labels = edgeLabels(plan, { ...route, formerHosts: [`former-${route.host}`] }, half, 8080);
          return [labels, readDefinitions(labels)] as const;
        }),
      );
      expect(read.length).toBeGreaterThan(4);
      for (const [labels, { routers, services, middlewares }] of read) {
        const names = Object.keys(labels).flatMap((label) => /^traefik\.http\.(\w+\.[^.]+)\./.exec(label)?.[1] ?? []);
        expect(
          [
            ...[...routers.keys()].map((each) => `routers.${each}`),
            ...[...services.keys()].map((each) => `services.${each}`),
            ...[...middlewares.keys()].map((each) => `middlewares.${each}`),
          ].sort(),
        ).toEqual([...new Set(names)].sort());
      }
    },
  );

  it('give a router all that it needs', () => {
    const { routers } = readDefinitions(
      router('a', { middlewares: 'one, two@docker', tls: 'true', 'tls.certresolver': 'le', entrypoints: 'websecure' }),
    );
    expect(routers.get('a')?.thing).toEqual({
      ...{ rule: expect.any(Function), priority: 10, entryPoints: ['websecure'], service: 'a' },
      ...{ middlewares: ['one', 'two'], resolver: 'le' },
    });
  });

  it.each([
    [{ 'traefik.tcp.routers.a.rule': 'x' }, 'the stand-in does not know the label traefik.tcp.routers.a.rule'],
    [{ 'traefik.docker.network': 'x' }, 'the stand-in does not know the label traefik.docker.network'],
    [router('a', { observability: 'x' }), 'the stand-in does not know the label traefik.http.routers.a.observability'],
    [router('a', { rule: 'Query(`a`)' }), 'the stand-in does not know this part of a rule: Query(`a`)'],
    [router('a', { priority: 'high' }), 'the label traefik.http.routers.a.priority is no whole number: high'],
    [{ 'traefik.http.routers.a.rule': 'Host(`a`)' }, 'the label traefik.http.routers.a.priority is missing'],
    [
      {
        'traefik.http.services.a.loadbalancer.server.port': '80',
        'traefik.http.services.a.loadbalancer.sticky.cookie': 'true',
      },
      'the stand-in does not know the label traefik.http.services.a.loadbalancer.sticky.cookie',
    ],
    [{ 'traefik.http.middlewares.m.compress.minsize': '1' }, 'the stand-in does not know the middleware compress'],
    [
      { 'traefik.http.middlewares.m.headers.framedeny': 'true' },
      'the stand-in does not know the label traefik.http.middlewares.m.headers.framedeny',
    ],
    [
      { 'traefik.http.middlewares.m.replacepath.path': '/', 'traefik.http.middlewares.m.headers.framedeny': 'true' },
      'a middleware is of one kind, not replacepath and headers',
    ],
  ])('are refused as %j', (labels, sentence) => {
    expect(() => readDefinitions(labels)).toThrow(new Refusal(sentence));
  });
});
