import type { Plan } from '@scalr/plan';
import { EDGE_NETWORK, LABELS } from '../project.ts';
import { RESOLVER } from './label-set.ts';
import { edgePorts } from './ports.ts';

/** Address in the container alone, for its health check. */
const PING = { entryPoint: 'ping', address: '127.0.0.1:8082' } as const;

/** Where certificates and the account they belong to are kept. */
export const ACME_FOLDER = '/var/tmp';

export interface EdgeOptions {
  /** Value of the label `scalr.workspace`: containers of another platform are none of its business. */
  readonly workspace: string;
  /** Seconds in which an upstream begins to answer, or the client is told 504. */
  readonly answerSeconds: number;
}

/** Asks the edge itself whether it is well. */
export const EDGE_HEALTH_TEST: readonly string[] = [...['CMD', 'traefik', 'healthcheck'], ...pingOptions()];

/** Static configuration of Traefik v3 as options of its command. Neither dashboard nor API: nobody can ask it a thing. */
export function edgeOptions(plan: Plan, { workspace, answerSeconds }: EdgeOptions): readonly string[] {
  return [
    '--global.checkNewVersion=false',
    '--global.sendAnonymousUsage=false',
    ...entryPointOptions(plan),
    ...pingOptions(),
    '--providers.docker.endpoint=tcp://socket-proxy:2375',
    // How soon it acts on what it reads. Left out, it is 2 s.
    '--providers.providersThrottleDuration=500ms',
    '--providers.docker.exposedByDefault=false',
    `--providers.docker.network=${EDGE_NETWORK}`,
    `--providers.docker.constraints=Label(\`${LABELS.workspace}\`,\`${workspace}\`)`,
    '--serversTransport.forwardingTimeouts.dialTimeout=5s',
    // Left out, it waits for ever.
    `--serversTransport.forwardingTimeouts.responseHeaderTimeout=${answerSeconds}s`,
    ...LOG_OPTIONS,
    ...certificateOptions(plan),
  ];
}

function entryPointOptions(plan: Plan): readonly string[] {
  return Object.entries(edgePorts(plan)).flatMap(([name, port]) => {
    const entryPoint = `--entryPoints.${name}`;
    const timeouts = `${entryPoint}.transport.respondingTimeouts`;
    const escapes = `${entryPoint}.http.encodedCharacters`;
    return [
      `${entryPoint}.address=:${port}`,
      // The whole request, so that an upload of 10 MiB has time; a head of its own has no time of its own.
      `${timeouts}.readTimeout=60s`,
      // The whole answer: a stream that is longer is begun anew by its reader.
      `${timeouts}.writeTimeout=600s`,
      `${timeouts}.idleTimeout=180s`,
      // Docker waits 15 s.
      `${entryPoint}.transport.lifeCycle.graceTimeOut=10s`,
      `${entryPoint}.http.maxHeaderBytes=16384`,
      // X_Forwarded_User is X-Forwarded-User to many a server.
      `${entryPoint}.http.aliasHeadersStrategy=delete`,
      // Two servers see two paths in these.
      `${escapes}.allowEncodedSlash=false`,
      `${escapes}.allowEncodedBackSlash=false`,
      `${escapes}.allowEncodedNullCharacter=false`,
    ];
  });
}

function pingOptions(): readonly string[] {
  return [
    `--entryPoints.${PING.entryPoint}.address=${PING.address}`,
    `--entryPoints.${PING.entryPoint}.http.aliasHeadersStrategy=delete`,
    `--ping.entryPoint=${PING.entryPoint}`,
  ];
}

/** No query, where codes are, and no header, where tokens and cookies are. */
const LOG_OPTIONS: readonly string[] = [
  '--log.level=WARN',
  '--log.format=json',
  '--accessLog.format=json',
  '--accessLog.fields.defaultMode=keep',
  '--accessLog.fields.headers.defaultMode=drop',
  '--accessLog.fields.queryParameters.defaultMode=drop',
  '--accessLog.fields.names.ClientUsername=drop',
];

function certificateOptions({ origin, acmeEmail }: Plan): readonly string[] {
  if (origin.scheme === 'http') return [];
  const resolver = `--certificatesResolvers.${RESOLVER}.acme`;
  return [
    `${resolver}.httpChallenge.entryPoint=web`,
    `${resolver}.storage=${ACME_FOLDER}/acme.json`,
    ...(acmeEmail === null ? [] : [`${resolver}.email=${acmeEmail}`]),
  ];
}
