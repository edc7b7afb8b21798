import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { selfSigned } from './certificate.ts';
import { DockerApi } from './docker/docker-api.ts';
import { follow } from './docker/follow.ts';
import { openEntryPoint, type Visit } from './requests/entry-point.ts';
import { askServer } from './requests/upstream.ts';
import { RoutingTable } from './routing-table.ts';
import type { StaticOptions } from './static-options.ts';

/** The entry point of this name speaks TLS, every other one does not. */
const ENCRYPTED = 'websecure';
const DAYS = 30;
/** Connections that nobody has taken yet: with fewer, who comes in a crowd waits for seconds (tcp(7), SYN). */
const MOST_WAITING = 4096;

/** Serves until the process is told to end. @throws Refusal for what containers say and it does not know */
export async function runEdge(options: StaticOptions): Promise<void> {
  say('warn', 'this is not Traefik but a stand-in of it, for tests only');
  const certificate = selfSigned('stand-in of an edge', DAYS);
  if (options.resolver !== null) keepCertificate(options.resolver, certificate);
  const tableOptions = {
    network: options.docker.network,
    constraint: options.constraint,
    entryPoints: [...options.entryPoints.keys()],
    resolver: options.resolver?.name ?? null,
    ask: (server: Parameters<typeof askServer>[1]) => (asked: Parameters<typeof askServer>[0]) =>
      askServer(asked, server, options),
    complain: (sentence: string) => say('error', sentence),
  };
  let table = new RoutingTable([], tableOptions);
  const servers: Server[] = [];
  for (const [name, entryPoint] of options.entryPoints) {
    const isEncrypted = name === ENCRYPTED;
    const server =
      name === options.ping
        ? pingServer()
        : openEntryPoint({
            ...{ options: entryPoint, certificate: isEncrypted ? certificate : null, name: hostname() },
            find: (ruled) => table.find(name, isEncrypted, ruled),
            onVisit: (visit) => logVisit(name, visit),
          });
    const host = entryPoint.host === '' ? {} : { host: entryPoint.host };
    server.listen({ ...host, port: entryPoint.port, backlog: MOST_WAITING });
    servers.push(server);
  }
  const graceMs = Math.max(...[...options.entryPoints.values()].map((entryPoint) => entryPoint.graceMs));
  process.once('SIGTERM', () => void end(servers, graceMs));
  process.once('SIGINT', () => void end(servers, graceMs));
  await follow(
    new DockerApi(options.docker),
    options.throttleMs,
    (containers) => {
      table = new RoutingTable(containers, tableOptions);
    },
    (error) => say('error', String(error)),
  );
}

function pingServer(): Server {
  return createServer((request, response) => {
    const isPing = request.url === '/ping';
    response.writeHead(isPing ? 200 : 404).end(isPing ? 'OK' : '404 page not found\n');
  });
}

/** In the form in which Traefik keeps those that it was issued. */
function keepCertificate(
  { name, storage }: NonNullable<StaticOptions['resolver']>,
  { cert, key }: { readonly cert: string; readonly key: string },
): void {
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  const kept = { [name]: { Account: null, Certificates: [{ certificate: encoded(cert), key: encoded(key) }] } };
  writeFileSync(storage, JSON.stringify(kept), { mode: 0o600 });
}

/** Takes nothing new, and gives what runs some time. */
async function end(servers: readonly Server[], graceMs: number): Promise<never> {
  const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
  for (const server of servers) server.closeIdleConnections();
  await Promise.race([Promise.all(closed), sleep(graceMs)]);
  process.exit(0);
}

/** Neither query nor header: codes, tokens and cookies are there. */
function logVisit(entryPointName: string, { clientAddress, host, method, path, status, route, ms }: Visit): void {
  const line = {
    ...{ ClientHost: clientAddress, RequestHost: host, RequestMethod: method },
    ...{ RequestPath: path, DownstreamStatus: status, Duration: Math.round(ms * 1e6) },
    ...{ RouterName: route?.name, ServiceName: route?.service, entryPointName, level: 'info', msg: '' },
    time: new Date().toISOString(),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function say(level: 'warn' | 'error', message: string): void {
  process.stdout.write(`${JSON.stringify({ level, time: new Date().toISOString(), message })}\n`);
}
