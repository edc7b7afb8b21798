import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { engineErrors } from '@scalr/ports';
import { type ControlCall, type ControlEvent, errorEvent } from './control-protocol.ts';

export type ControlHandler = (call: ControlCall, tell: (event: ControlEvent) => void) => Promise<ControlEvent>;

/** Listens for the command line's calls. Only the owner of the socket can connect. */
export async function listenForControl(socketPath: string, handle: ControlHandler): Promise<Server> {
  // Whoever holds the workspace lock owns the socket; one that is left over has nobody behind it.
  await rm(socketPath, { force: true });
  const server = createServer((request, response) => {
    answer(request, response, handle).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  await chmod(socketPath, 0o600);
  return server;
}

async function answer(request: IncomingMessage, response: ServerResponse, handle: ControlHandler): Promise<void> {
  const tell = (event: ControlEvent) => void response.write(`${JSON.stringify(event)}\n`);
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  try {
    const call = { path: request.url, body: await readJson(request) } as ControlCall;
    if (!['/up', '/restart', '/down', '/status'].includes(call.path)) throw engineErrors.error('notRunning', {});
    tell(await handle(call, tell));
  } catch (error) {
    tell(errorEvent(error));
  }
  response.end();
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
