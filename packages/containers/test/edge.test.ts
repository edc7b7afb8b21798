import { edgeLabels, gatewayProject } from '@scalr/containers';
import type { Plan, Route } from '@scalr/plan';
import { SERVER_CASES, serverPlan } from '@scalr/testing/server-plans';
import { describe, expect, it } from 'vitest';

const LOCAL = (await serverPlan(SERVER_CASES['localhost-production'])).plan;
const PUBLIC = (await serverPlan(SERVER_CASES['public-authentik'])).plan;

const routeOf = ({ routes }: Plan, slug: string, formerHosts: readonly string[] = []): Route => ({
  ...(routes.find((route) => route.slug === slug) as Route),
  formerHosts,
});

/** Options of each router, without the prefix of their labels. */
function routersOf(labels: Readonly<Record<string, string>>): Record<string, Record<string, string>> {
  const routers: Record<string, Record<string, string>> = {};
  for (const [key, value] of Object.entries(labels)) {
    const [, name, option] = /^traefik\.http\.routers\.([^.]+)\.(.+)$/.exec(key) ?? [];
    if (name !== undefined && option !== undefined) routers[name] = { ...routers[name], [option]: value };
  }
  return routers;
}

describe('edgeLabels', () => {
  it('gives the page its host, and the backend its paths before the page', () => {
    const route = routeOf(LOCAL, 'ledger');
    expect(routersOf(edgeLabels(LOCAL, route, 'frontend', 8080))).toEqual({
      ledger: {
        rule: 'Host(`books.localhost`)',
        priority: '10',
        entrypoints: 'web',
        service: 'ledger_frontend',
        middlewares: 'ledger_headers',
      },
      ledger_gone: {
        rule: 'Host(`books.localhost`) && (PathPrefix(`/api/`) || Path(`/api/health`))',
        priority: '15',
        entrypoints: 'web',
        service: 'ledger_frontend',
        middlewares: 'ledger_headers,ledger_gone',
      },
    });
    expect(routersOf(edgeLabels(LOCAL, route, 'backend', 8080))).toEqual({
      ledger_api: {
        rule: 'Host(`books.localhost`) && (PathPrefix(`/api/`) || Path(`/api/health`))',
        priority: '20',
        entrypoints: 'web',
        service: 'ledger_backend',
        middlewares: 'ledger_headers,ledger_answers,ledger_away',
      },
      ledger_write: {
        rule:
          '(Host(`books.localhost`) && (PathPrefix(`/api/`) || Path(`/api/health`))) && ' +
          '(Method(`POST`) || Method(`PUT`) || Method(`PATCH`) || Method(`DELETE`))',
        priority: '30',
        entrypoints: 'web',
        service: 'ledger_backend',
        middlewares: 'ledger_headers,ledger_answers,ledger_body,ledger_away',
      },
    });
  });

  it('gives a host without a page to its backend whole', () => {
    const route = { ...routeOf(LOCAL, 'ledger', ['ledger.localhost']), frontend: null };
    const labels = edgeLabels(LOCAL, route, 'backend', 8080);
    expect(routersOf(labels)).toMatchObject({
      ledger: { rule: 'Host(`books.localhost`)', middlewares: 'ledger_headers,ledger_answers' },
      ledger_moved: { rule: 'Host(`ledger.localhost`)', service: 'noop@internal' },
    });
  });

  it('names the port', () => {
    expect(edgeLabels(PUBLIC, routeOf(PUBLIC, 'auth'), 'backend', 9000)).toMatchObject({
      'traefik.enable': 'true',
      'traefik.http.services.auth_backend.loadbalancer.server.port': '9000',
    });
  });

  it('lets the hub answer for an identity provider that is not there', () => {
    const gone = (slug: string) => routersOf(edgeLabels(LOCAL, routeOf(LOCAL, slug), 'frontend', 8080)).auth_gone;
    expect(gone('portal')).toMatchObject({ rule: 'Host(`auth.localhost`)', priority: '5', service: 'portal_frontend' });
    expect(gone('ledger')).toBeUndefined();
  });

  it('counts guesses where the provider takes them', () => {
    const guarded = (plan: Plan) => routersOf(edgeLabels(plan, routeOf(plan, 'auth'), 'backend', 8080)).auth_guarded;
    expect(guarded(LOCAL)).toMatchObject({
      rule: 'Host(`auth.localhost`) && (Path(`/authorize`) || Path(`/token`) || PathPrefix(`/sign-in/`))',
      priority: '40',
      middlewares: 'auth_headers,auth_limit',
    });
    expect(guarded(PUBLIC)?.rule).toBe(
      'Host(`auth.apps.example.com`) && (PathPrefix(`/application/o/authorize/`) || ' +
        'PathPrefix(`/application/o/token/`) || PathPrefix(`/api/v3/flows/executor/`))',
    );
  });

  it('has TLS and the way to it on a public domain', () => {
    const labels = edgeLabels(PUBLIC, routeOf(PUBLIC, 'ledger', ['ledger.apps.example.com']), 'frontend', 8080);
    expect(routersOf(labels)).toEqual({
      ledger_gone: expect.objectContaining({ entrypoints: 'websecure', 'tls.certresolver': 'le' }),
      ledger: {
        rule: 'Host(`books.apps.example.com`)',
        priority: '10',
        entrypoints: 'websecure',
        service: 'ledger_frontend',
        middlewares: 'ledger_headers',
        tls: 'true',
        'tls.certresolver': 'le',
      },
      ledger_redirect: {
        rule: 'Host(`books.apps.example.com`) || Host(`ledger.apps.example.com`)',
        priority: '50',
        entrypoints: 'web',
        service: 'noop@internal',
        middlewares: 'ledger_uncached,ledger_redirect',
      },
      ledger_moved: {
        rule: 'Host(`ledger.apps.example.com`)',
        priority: '50',
        entrypoints: 'websecure',
        service: 'noop@internal',
        middlewares: 'ledger_uncached,ledger_redirect',
        tls: 'true',
        'tls.certresolver': 'le',
      },
    });
    expect(labels).toMatchObject({
      'traefik.http.middlewares.ledger_redirect.redirectregex.replacement': `https://books.apps.example.com\${1}`,
      'traefik.http.middlewares.ledger_headers.headers.customresponseheaders.Strict-Transport-Security':
        'max-age=31536000; includeSubDomains',
    });
  });

  it('writes over no policy of a page or of the identity provider', () => {
    const policies = (slug: string, half: 'frontend' | 'backend') =>
      Object.keys(edgeLabels(LOCAL, routeOf(LOCAL, slug), half, 8080)).filter((key) => /Content-Security/.test(key));
    expect(policies('ledger', 'frontend')).toEqual([]);
    expect(policies('auth', 'backend')).toEqual([]);
    expect(policies('ledger', 'backend')).toEqual([
      'traefik.http.middlewares.ledger_answers.headers.customresponseheaders.Content-Security-Policy',
    ]);
  });

  it('shares no name between hosts, however apps are called', () => {
    const ledger = routeOf(LOCAL, 'ledger', ['ledger.localhost']);
    const named = (slug: string) => Object.keys(definitions({ ...ledger, slug, host: `${slug}.localhost` }));
    const definitions = (route: Route) => ({
      ...edgeLabels(LOCAL, route, 'frontend', 8080),
      ...edgeLabels(LOCAL, route, 'backend', 8080),
    });
    const own = new Set(named('ledger').filter((key) => key.startsWith('traefik.http.')));
    for (const slug of ['ledger-api', 'ledger-redirect', 'ledger-headers', 'ledger-frontend'])
      expect(
        named(slug).filter((key) => own.has(key)),
        slug,
      ).toEqual([]);
  });
});

describe('gatewayProject', () => {
  it('lets only the proxy see Docker’s socket, on a network that leads nowhere', () => {
    const { compose } = gatewayProject(PUBLIC, { workspace: 'w' });
    const { traefik, 'socket-proxy': proxy } = compose.services;
    expect(compose.networks).toEqual({ edge: { name: 'scalr-edge', external: true }, socket: { internal: true } });
    expect(JSON.stringify(traefik)).not.toContain('docker.sock');
    expect(proxy?.volumes).toContainEqual({
      ...{ type: 'bind', source: '/var/run/docker.sock', target: '/var/run/docker.sock', read_only: true },
    });
    expect([proxy?.networks, proxy?.ports]).toEqual([{ socket: null }, undefined]);
  });

  it('listens on the same port inside and outside', () => {
    const ports = (plan: Plan) => gatewayProject(plan, { workspace: 'w' }).compose.services.traefik?.ports;
    const edit = { ...LOCAL, origin: { ...LOCAL.origin, port: 8080 } };
    expect(ports(edit)).toEqual([{ target: 8080, published: '8080' }]);
    expect(ports(PUBLIC)).toEqual([
      { target: 80, published: '80' },
      { target: 443, published: '443' },
    ]);
  });

  it('asks for certificates only of a public domain', () => {
    const command = (plan: Plan) => gatewayProject(plan, { workspace: 'w' }).compose.services.traefik?.command ?? [];
    const asking = (plan: Plan) => command(plan).filter((option) => option.startsWith('--certificatesResolvers'));
    expect(asking(LOCAL)).toEqual([]);
    expect(asking(PUBLIC)).toEqual([
      '--certificatesResolvers.le.acme.httpChallenge.entryPoint=web',
      '--certificatesResolvers.le.acme.storage=/var/tmp/acme.json',
      '--certificatesResolvers.le.acme.email=operator@example.com',
    ]);
    expect(command(LOCAL)).toContain('--serversTransport.forwardingTimeouts.responseHeaderTimeout=60s');
    expect(command(LOCAL)).toContain('--global.sendAnonymousUsage=false');
    expect(command(LOCAL).filter((option) => /api|dashboard|insecure/i.test(option))).toEqual([]);
  });
});
