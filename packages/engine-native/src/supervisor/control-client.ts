import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { type ControlCall, type ControlEvent, errorOf } from './control-protocol.ts';

type Done = Extract<ControlEvent, { type: 'done' }>;

/**
 * Calls the supervisor.
 * @returns null when none listens
 * @throws what it threw
 */
export async function callSupervisor(
  socketPath: string,
  call: ControlCall,
  onProgress: (event: Extract<ControlEvent, { type: 'progress' }>) => void = () => {},
): Promise<Done | null> {
  const response = await connect(socketPath, call);
  if (response === null) return null;
  for await (const line of createInterface({ input: response })) {
    const event = JSON.parse(line) as ControlEvent;
    if (event.type === 'done') return event;
    if (event.type === 'error') throw errorOf(event);
    onProgress(event);
  }
  throw new Error('the supervisor ended while it was working');
}

function connect(socketPath: string, { path, body }: ControlCall): Promise<IncomingMessage | null> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path, method: 'POST', agent: false }, resolve);
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // Nobody listens where there is no folder either; what stands in its place is said when it is needed.
      if (['ENOENT', 'ENOTDIR', 'ECONNREFUSED'].includes(error.code ?? '')) resolve(null);
      else reject(error);
    });
    outgoing.end(JSON.stringify(body));
  });
}
