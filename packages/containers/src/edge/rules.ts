import type { Route } from '@scalr/plan';

/** ``Host(`hello.localhost`)``; the port a client names, a closing dot and upper case make no difference. */
export function hostRule(hosts: readonly string[]): string {
  return hosts.map((host) => `Host(\`${host}\`)`).join(' || ');
}

/** The paths of one host: those that end in `/` and what is below, the others exactly. */
export function pathsRule(host: string, paths: readonly string[]): string {
  const each = paths.map((path) => (path.endsWith('/') ? `PathPrefix(\`${path}\`)` : `Path(\`${path}\`)`));
  return `${hostRule([host])} && (${each.join(' || ')})`;
}

/**
 * Where passwords and codes can be guessed, on the embedded provider and on Authentik (authentik/core/urls.py,
 * authentik/flows/urls.py). The rest of what Authentik serves there is its pages.
 */
const GUESSABLE: Readonly<Record<'embedded' | 'authentik', readonly string[]>> = {
  embedded: ['/authorize', '/token', '/sign-in/'],
  authentik: ['/application/o/authorize/', '/application/o/token/', '/api/v3/flows/executor/'],
};

/** ``Host(…) && (Path(`/token`) || …)`` */
export function guardedRule({ host }: Pick<Route, 'host'>, provider: string): string {
  return pathsRule(host, provider === 'authentik' ? GUESSABLE.authentik : GUESSABLE.embedded);
}

const METHODS_WITH_A_BODY = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Of what another rule matches, the requests that bring something. */
export function writeRule(rule: string): string {
  return `(${rule}) && (${METHODS_WITH_A_BODY.map((method) => `Method(\`${method}\`)`).join(' || ')})`;
}
