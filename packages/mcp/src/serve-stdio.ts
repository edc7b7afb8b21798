import { StdioServerTransport, serveStdio as serve } from '@modelcontextprotocol/server/stdio';
import { type Service, serverMaker } from './make-server.ts';

/** Speaks over standard input and output until the client ends it; nothing else may be written to standard output. */
export async function serveStdio(service: Service, signal: AbortSignal): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const transport = new StdioServerTransport();
  const handle = serve(serverMaker(service), { transport });
  const { onclose } = transport;
  transport.onclose = () => {
    onclose?.();
    ended.resolve();
  };
  signal.addEventListener('abort', () => ended.resolve(), { once: true });
  await ended.promise;
  await handle.close();
}
