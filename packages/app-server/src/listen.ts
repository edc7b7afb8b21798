import { lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { appErrors } from './errors.ts';

/**
 * Listens on a TCP port of `host`, or on a unix socket that only this user can open. A socket file that nobody
 * listens on any more is removed. Returns the address.
 */
export async function listen(server: FastifyInstance, port: number | string, host: string): Promise<string> {
  try {
    if (typeof port === 'number') return await server.listen({ host, port });
    await removeStaleSocket(port);
    const umask = process.umask(0o177);
    try {
      await server.listen({ path: port });
    } finally {
      process.umask(umask);
    }
    return port;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw appErrors.error('addressTaken', { address: String(port) }, { cause: error });
  }
}

async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null || !found.isSocket()) return;
  const answered = await new Promise<boolean>((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
  if (answered) throw appErrors.error('addressTaken', { address: path });
  await unlink(path);
}
