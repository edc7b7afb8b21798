import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export interface Asked {
  /** Requests that were sent; each is answered, or in `failed`. */
  readonly sent: number;
  /** Why, for each that no edge answered with 200. */
  readonly failed: readonly string[];
  /** Requests for which the first edge gave no connection or no answer in time, and the other one was asked. */
  readonly switched: number;
  readonly slowestMs: number;
  /** Answers by what they say of themselves: `two@n3`. */
  readonly answers: ReadonlyMap<string, number>;
}

export interface Visitor {
  /** Addresses of edges; asked in turn. */
  readonly edges: readonly string[];
  readonly host: string;
  readonly path: string;
  /** As a browser with two addresses of a name does it: the other edge, where one is silent. */
  readonly triesOther: boolean;
}

const PAUSE_MS = 40;
const SILENT_AFTER_MS = 3_000;
/** Longer than the edge waits for a machine that lost its power. */
const ANSWERED_WITHIN_MS = 20_000;
/** Nobody asks for ever, whatever a test forgets. */
const AT_MOST = 4_000;

/** Asks about 25 times a second, each time on a new connection, until it is stopped. */
export function keepAsking(visitor: Visitor): { readonly sent: () => number; stop(): Promise<Asked> } {
  const asked = { sent: 0, failed: [] as string[], switched: 0, slowestMs: 0, answers: new Map<string, number>() };
  let stopped = false;
  const open = new Set<Promise<void>>();

  const visit = async (turn: number): Promise<void> => {
    const began = performance.now();
    const { edges } = visitor;
    const first = edges[turn % edges.length] as string;
    const other = edges[(turn + 1) % edges.length] as string;
    try {
      const answer = await ask(visitor, first).catch((error: Error) => {
        if (!visitor.triesOther) throw error;
        asked.switched += 1;
        return ask(visitor, other);
      });
      asked.answers.set(answer, (asked.answers.get(answer) ?? 0) + 1);
    } catch (error) {
      asked.failed.push(`after ${Math.round(performance.now() - began)} ms: ${(error as Error).message}`);
    }
    asked.slowestMs = Math.max(asked.slowestMs, Math.round(performance.now() - began));
  };

  const loop = (async () => {
    while (!stopped && asked.sent < AT_MOST) {
      const visiting = visit(asked.sent++);
      open.add(visiting);
      void visiting.finally(() => open.delete(visiting));
      await delay(PAUSE_MS);
    }
    await Promise.all(open);
  })();

  return {
    sent: () => asked.sent,
    async stop() {
      stopped = true;
      await loop;
      return asked;
    },
  };
}

/** A connection within three seconds, an answer within twenty. */
function ask({ host, path }: Visitor, edge: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: edge, path, headers: { host }, agent: false }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('error', reject);
      incoming.on('end', () => {
        if (incoming.statusCode !== 200) return reject(new Error(`${edge} answers ${incoming.statusCode}: ${text}`));
        const { version, node } = JSON.parse(text) as { version: string; node: string };
        resolve(`${version}@${node}`);
      });
    });
    const connect = setTimeout(() => outgoing.destroy(new Error(`${edge} is silent`)), SILENT_AFTER_MS);
    const answer = setTimeout(() => outgoing.destroy(new Error(`${edge} gives no answer`)), ANSWERED_WITHIN_MS);
    outgoing.on('socket', (socket) => socket.once('connect', () => clearTimeout(connect)));
    outgoing.on('error', reject);
    outgoing.on('close', () => {
      clearTimeout(connect);
      clearTimeout(answer);
    });
    outgoing.end();
  });
}
