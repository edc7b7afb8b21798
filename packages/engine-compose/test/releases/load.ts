import { Agent, request } from 'node:http';

export interface Load {
  /** Ends it; every request that was begun has been answered then. */
  stop(): Promise<LoadReport>;
}

export interface LoadReport {
  readonly requests: number;
  /** Texts that were taken with 200. */
  readonly posted: readonly string[];
  /** What was answered otherwise, or not at all. */
  readonly failures: readonly string[];
}

export interface LoadTarget {
  readonly host: string;
  readonly port: number;
  /** Of the Host header. */
  readonly name: string;
}

const WORKERS = 8;
const ANSWER_WITHIN_MS = 30_000;
/** So that it is a load and no race for the processor, which the containers need as well. */
const PAUSE_MS = 10;

/** People who read and write notes without a pause for as long as it lasts, over connections that stay open. */
export function load(target: LoadTarget): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: WORKERS });
  const [posted, failures]: [string[], string[]] = [[], []];
  let [requests, isOver] = [0, false];
  const worker = async (number: number) => {
    for (let turn = 0; !isOver; turn++) {
      const text = turn % 3 === 0 ? `${number}-${turn}` : null;
      requests++;
      const answer = await ask(agent, target, text);
      if (answer.status !== 200) failures.push(`${text === null ? 'GET' : 'POST'} ${answer.status} ${answer.body}`);
      else if (text !== null) posted.push(text);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  const workers = Array.from({ length: WORKERS }, (_, number) => worker(number));
  return {
    stop: async () => {
      isOver = true;
      await Promise.all(workers);
      agent.destroy();
      return { requests, posted, failures };
    },
  };
}

interface Heard {
  /** 0: no answer. */
  readonly status: number;
  readonly body: string;
}

/** @param text of a note to write; null: reads whether the app is well */
function ask(agent: Agent | false, { host, port, name }: LoadTarget, text: string | null): Promise<Heard> {
  const body = text === null ? null : JSON.stringify({ text });
  const path = text === null ? '/api/health' : '/api/notes';
  return hear(agent, { host, port, name }, path, body);
}

/** @param body null: GET */
export function hear(
  agent: Agent | false,
  { host, port, name }: LoadTarget,
  path: string,
  body: string | null = null,
): Promise<Heard> {
  const type = body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const outgoing = request(
      {
        ...{ host, port, path, agent, timeout: ANSWER_WITHIN_MS },
        ...{ method: body === null ? 'GET' : 'POST', headers: { host: name, ...type } },
      },
      (answer) => {
        let heard = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          heard += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: heard }));
        answer.on('error', (error) => resolve({ status: 0, body: error.message }));
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', (error) => resolve({ status: 0, body: error.message }));
    outgoing.end(body ?? undefined);
  });
}
