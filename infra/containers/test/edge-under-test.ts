import {
  createServer,
  type IncomingMessage,
  request as requestPlain,
  type Server,
  type ServerResponse,
} from 'node:http';
import { request as requestTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { selfSigned } from '../edge/certificate.ts';
import type { Container } from '../edge/docker/docker-api.ts';
import { openEntryPoint, type Visit } from '../edge/requests/entry-point.ts';
import { askServer } from '../edge/requests/upstream.ts';
import { RoutingTable } from '../edge/routing-table.ts';

/** A listening server; every connection ends with it. */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** What containers stand behind, on ports of this machine. */
export class Upstreams {
  readonly #servers: Server[] = [];

  async open(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
    const server = createServer(answer);
    this.#servers.push(server);
    return await listening(server);
  }

  close(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }
}

/** Tells what it was asked. */
export const echo = (name: string) => async (request: IncomingMessage, response: ServerResponse) => {
  const body = await text(request);
  response.setHeader('server', 'stand-in');
  response.end(JSON.stringify({ name, method: request.method, path: request.url, body, headers: request.headers }));
};

/** A container as Docker shows it, well and on the network of the edge. */
export function container(
  name: string,
  labels: Readonly<Record<string, string>>,
  state: Partial<Container> = {},
): Container {
  const own = { 'traefik.enable': 'true', 'scalr.workspace': 'w', ...labels };
  return { name, isRunning: true, health: 'healthy', labels: own, addresses: { edge: '127.0.0.1' }, ...state };
}

const NETWORK = { network: 'edge', constraint: ['scalr.workspace', 'w'] } as const;
const OPTIONS = {
  ...{ host: '', port: 0, readMs: 60_000, writeMs: 60_000, idleMs: 60_000, graceMs: 0, maxHeaderBytes: 16_384 },
  refusedEscapes: ['%2F', '%5C', '%00'],
};

/** The stand-in without Docker: one entry point, `web` or `websecure`. */
export class EdgeUnderTest {
  readonly complaints: string[] = [];
  readonly visits: Visit[] = [];
  readonly #server: Server;
  readonly #isEncrypted: boolean;
  #table: RoutingTable;
  #port = 0;

  private constructor(isEncrypted: boolean, containers: readonly Container[]) {
    this.#isEncrypted = isEncrypted;
    this.#table = this.#tableOf(containers);
    this.#server = openEntryPoint({
      ...{ options: OPTIONS, certificate: isEncrypted ? selfSigned('test', 1) : null, name: 'edge' },
      find: (ruled) => this.#table.find(isEncrypted ? 'websecure' : 'web', isEncrypted, ruled),
      onVisit: (visit) => this.visits.push(visit),
    });
  }

  static async open(containers: readonly Container[], isEncrypted = false): Promise<EdgeUnderTest> {
    const edge = new EdgeUnderTest(isEncrypted, containers);
    edge.#port = await listening(edge.#server);
    return edge;
  }

  get port(): number {
    return this.#port;
  }

  show(containers: readonly Container[]): void {
    this.#table = this.#tableOf(containers);
  }

  async ask(
    host: string,
    path: string,
    { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ) {
    const options = { host: '127.0.0.1', port: this.#port, path, method, headers: { host, ...headers }, agent: false };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asking = this.#isEncrypted
        ? requestTls({ ...options, rejectUnauthorized: false }, resolve)
        : requestPlain(options, resolve);
      asking.on('error', reject).end(body);
    });
    return { status: answer.statusCode, headers: answer.headers, text: await text(answer) };
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #tableOf(containers: readonly Container[]): RoutingTable {
    return new RoutingTable(containers, {
      ...NETWORK,
      entryPoints: ['web', 'websecure'],
      resolver: 'le',
      ask: (server) => (asked) => askServer(asked, server, { dialMs: 1000, answerMs: 200 }),
      complain: (sentence) => this.complaints.push(sentence),
    });
  }
}
