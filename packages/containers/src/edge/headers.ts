import type { Route } from '@scalr/plan';
import type { Labels } from './label-set.ts';

/**
 * Names under which servers behind a proxy believe who somebody is. Nobody outside speaks for the edge. It replaces
 * X-Forwarded-For, -Host, -Port, -Proto and X-Real-Ip itself, and drops names with an underscore for a hyphen
 * (`aliasHeadersStrategy`). It knows no prefixes, so that each name is listed: of Authentik those of
 * internal/outpost/proxyv2/application/mode_common.go.
 */
const SPOKEN_FOR_THE_EDGE = [
  ...['Forwarded', 'Via', 'X-Client-Ip', 'X-Request-Id', 'X-Original-Url', 'X-Original-Uri', 'X-Rewrite-Url'],
  ...['Remote-User', 'Remote-Groups', 'Remote-Email', 'Remote-Name', 'X-Remote-User', 'X-Remote-Group'],
  ...['X-Forwarded-User', 'X-Forwarded-Email', 'X-Forwarded-Groups', 'X-Forwarded-Preferred-Username'],
  ...['X-Forwarded-Access-Token', 'X-Auth-Request-User', 'X-Auth-Request-Email', 'X-Auth-Request-Groups'],
  ...['X-Authentik-Username', 'X-Authentik-Groups', 'X-Authentik-Entitlements', 'X-Authentik-Email'],
  ...['X-Authentik-Name', 'X-Authentik-Uid', 'X-Authentik-Jwt', 'X-Authentik-Meta-Jwks'],
  ...['X-Authentik-Meta-Outpost', 'X-Authentik-Meta-Provider', 'X-Authentik-Meta-App', 'X-Authentik-Meta-Version'],
  ...['X-Authentik-Auth-Callback'],
];

/** What says which program answers, and what serves attackers better than people. */
const TOLD_TO_NOBODY = ['Server', 'X-Powered-By', 'X-Aspnet-Version', 'Via'];

const PERMISSIONS = 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), hid=(), midi=()';

/** What every answer carries, whoever gives it. The edge writes over what an answer brings itself. */
function answerHeaders(isEncrypted: boolean): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(TOLD_TO_NOBODY.map((name) => [name, ''])),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Permissions-Policy': PERMISSIONS,
    'Cross-Origin-Opener-Policy': 'same-origin',
    ...(isEncrypted ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {}),
  };
}

/** Definition of the middleware `name` that drops what only the edge may say, and adds what every answer carries. */
export function headerLabels(name: string, isEncrypted: boolean): Labels {
  return {
    ...each(name, 'customrequestheaders', Object.fromEntries(SPOKEN_FOR_THE_EDGE.map((header) => [header, '']))),
    ...each(name, 'customresponseheaders', answerHeaders(isEncrypted)),
  };
}

/**
 * Definition of the middleware `name` for answers of an app's backend, which bring no policy of their own. Pages and
 * the identity provider bring one, and the edge cannot leave alone what is there already, so they get none from it.
 */
export function policyLabels(name: string, { contentSecurityPolicy }: Pick<Route, 'contentSecurityPolicy'>): Labels {
  return each(name, 'customresponseheaders', {
    'Content-Security-Policy': contentSecurityPolicy,
    'Referrer-Policy': 'same-origin',
  });
}

/** Definition of the middleware `name` under which no cache remembers an answer. */
export function uncachedLabels(name: string): Labels {
  return each(name, 'customresponseheaders', { 'Cache-Control': 'no-store' });
}

function each(name: string, kind: string, headers: Readonly<Record<string, string>>): Labels {
  return Object.fromEntries(
    Object.entries(headers).map(([header, value]) => [
      `traefik.http.middlewares.${name}.headers.${kind}.${header}`,
      value,
    ]),
  );
}
