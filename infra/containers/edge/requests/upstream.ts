import { type IncomingMessage, request } from 'node:http';
import { type Answer, type Asked, told } from '../exchange.ts';
import { pairsOf } from '../header-list.ts';
import { withLengthOf, withoutHops } from './forwarded.ts';

export interface Server {
  readonly address: string;
  readonly port: number;
}

export interface Patience {
  /** Until a server takes the connection. */
  readonly dialMs: number;
  /** Until a server that was asked whole begins to answer. */
  readonly answerMs: number;
}

const isTimeout = new WeakSet<Error>();

/** Asks a server, on a connection of its own. What goes wrong is an answer too: 502, or 504 when it took too long. */
export function askServer(asked: Asked, { address, port }: Server, patience: Patience): Promise<Answer> {
  const { method, path, query, body, gone } = asked;
  const isUpgrade = asked.headers.some(([name]) => name.toLowerCase() === 'upgrade');
  const headers = withLengthOf(asked.headers, body !== null, method);
  return new Promise((resolve) => {
    const outgoing = request({
      ...{ host: address, port, method, path: path + query, agent: false, signal: gone, setHost: false },
      headers: [['Host', asked.host], ...headers, ...(isUpgrade ? [] : ([['Connection', 'close']] as const))].flat(),
    });
    let timer = setTimeout(giveUp, patience.dialMs);
    function giveUp() {
      const late = new Error('too late');
      isTimeout.add(late);
      outgoing.destroy(late);
    }
    outgoing.on('socket', (socket) => socket.once('connect', () => clearTimeout(timer)));
    outgoing.on('finish', () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, patience.answerMs);
    });
    outgoing.on('response', (incoming) => {
      clearTimeout(timer);
      // Whoever reads the answer sees that it broke off; here nobody would.
      incoming.on('error', () => {});
      resolve({ ...headOf(incoming), body: incoming });
    });
    outgoing.on('upgrade', (incoming, socket, head) => {
      clearTimeout(timer);
      if (head.length > 0) socket.unshift(head);
      const { status, headers: own } = headOf(incoming);
      const upgrade = [
        ['Connection', 'Upgrade'],
        ['Upgrade', incoming.headers.upgrade ?? ''],
      ] as const;
      resolve({ status, headers: [...own, ...upgrade], body: Buffer.alloc(0), upgraded: socket });
    });
    outgoing.on('error', (error) => {
      clearTimeout(timer);
      if (gone.aborted) resolve(told(499, 'Client Closed Request'));
      else resolve(isTimeout.has(error) ? told(504, 'Gateway Timeout') : told(502, 'Bad Gateway'));
    });
    if (body === null || Buffer.isBuffer(body)) outgoing.end(body ?? undefined);
    else body.pipe(outgoing);
  });
}

function headOf(incoming: IncomingMessage): Pick<Answer, 'status' | 'headers'> {
  return { status: incoming.statusCode ?? 502, headers: withoutHops(pairsOf(incoming.rawHeaders)) };
}
