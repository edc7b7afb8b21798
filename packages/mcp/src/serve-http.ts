import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { errors } from './errors.ts';
import { refusal } from './front-door.ts';
import { type Service, serverMaker } from './make-server.ts';

export interface HttpService {
  /** `http://127.0.0.1:<port>/mcp` */
  readonly url: string;
  close(): Promise<void>;
}

const PATH = '/mcp';
const MAX_BYTES = 1024 * 1024;

/**
 * Speaks HTTP on 127.0.0.1 and nowhere else, to whoever has the token.
 * @param port 0: a free one
 * @throws ScalrError `MCP_PORT_TAKEN`
 */
export async function serveHttp(service: Service, port: number, token: string): Promise<HttpService> {
  const handler = createMcpHandler(serverMaker(service), { maxRequestBodySize: MAX_BYTES });
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const refused = refusal(incoming.headers, token);
    if (refused !== null) return refuse(outgoing, refused.status, refused.reason);
    const url = new URL(incoming.url ?? '/', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    if (url.pathname !== PATH) return refuse(outgoing, 404, `only ${PATH} is here`);
    const gone = new AbortController();
    outgoing.on('close', () => gone.abort());
    await send(await handler.fetch(requestOf(incoming, url, gone.signal)), outgoing);
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? errors.error('portTaken', { port }) : error),
    );
    server.listen({ host: '127.0.0.1', port }, resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`,
    close: async () => {
      await handler.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function requestOf(incoming: IncomingMessage, url: URL, signal: AbortSignal): Request {
  const { method = 'GET' } = incoming;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? { body: Readable.toWeb(incoming) as unknown as BodyInit, duplex: 'half' as const } : {};
  return new Request(url, { method, headers, signal, ...body });
}

async function send({ status, headers, body }: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(status, Object.fromEntries(headers));
  if (body === null) outgoing.end();
  else await pipeline(Readable.fromWeb(body as ReadableStream), outgoing);
}

function refuse(outgoing: ServerResponse, status: number, message: string): void {
  const headers = { 'content-type': 'application/json', connection: 'close' };
  outgoing.writeHead(status, status === 401 ? { ...headers, 'www-authenticate': 'Bearer' } : headers);
  outgoing.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32_000, message } }));
}
