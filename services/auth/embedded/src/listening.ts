import { rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { errors } from './errors.ts';

/** Whether somebody answers on the socket; a file nobody listens on was left by a process that was killed. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

/**
 * Listens on `<host>:<port>` or on a unix socket that only this user can open.
 * @throws ScalrError AUTH_ADDRESS_TAKEN
 */
export async function listen(address: string | number, host: string, listener: RequestListener): Promise<Server> {
  const server = createServer(
    { maxHeaderSize: 16 * 1024, headersTimeout: 15_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 },
    listener,
  );
  const isSocket = typeof address === 'string' && !/^\d+$/.test(address);
  if (isSocket) {
    if (await answers(address))
      throw errors.error('addressTaken', { address, reason: 'another process answers there' });
    await rm(address, { force: true });
  }
  // The mode of a socket is decided when it is made: set it before, not after somebody may have connected.
  const mask = isSocket ? process.umask(0o177) : null;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      if (isSocket) server.listen(address, resolve);
      else server.listen(Number(address), host, resolve);
    });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw errors.error('addressTaken', { address: String(address), reason }, { cause: error });
  } finally {
    if (mask !== null) process.umask(mask);
  }
  return server;
}

/** No new connections; requests that run get `graceSeconds` to end. */
export async function stopListening(server: Server, graceSeconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A connection that becomes idle now is closed by its next answer; give it a nudge meanwhile.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const deadline = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000);
  await closed;
  clearInterval(sweep);
  clearTimeout(deadline);
}
