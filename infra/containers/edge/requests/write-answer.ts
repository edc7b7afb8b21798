import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from '../exchange.ts';

/** To its end, or as far as both sides go along. */
export async function writeAnswer(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  response.writeHead(status, headers.flat());
  if (Buffer.isBuffer(body)) {
    response.end(body);
    return;
  }
  // A head without a body is told at once, as a stream of events that has nothing to say yet.
  response.flushHeaders();
  await pipeline(body, response).catch(() => response.destroy());
}

/** Both sides talk on as they like. */
export function joinUpgraded(client: Duplex, { status, headers, upgraded }: Answer): void {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  client.write(`HTTP/1.1 ${status} Switching Protocols\r\n${lines.join('')}\r\n`);
  const server = upgraded as Duplex;
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    (from as Socket).setTimeout(0);
    from.on('error', () => to.destroy()).on('close', () => to.destroy());
    from.pipe(to);
  }
}
