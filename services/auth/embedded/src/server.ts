import type { RequestListener, Server } from 'node:http';
import { createAdmin } from './admin/admin.ts';
import { createFront } from './front/front.ts';
import { createInternal } from './front/internal.ts';
import { listen, stopListening } from './listening.ts';
import type { PasswordHasher } from './people/password.ts';
import { openService } from './service.ts';
import type { IdentitySettings } from './settings.ts';

export interface IdentityServer {
  /** Bound TCP port of the public face; null on a unix socket. */
  readonly port: number | null;
  readonly internalPort: number | null;
  /** What the service does by itself every quarter of a minute, now. */
  housekeep(): Promise<void>;
  /** Requests that run may end, for at most `graceSeconds`; default 10. */
  close(graceSeconds?: number): Promise<void>;
}

const portOf = (server: Server | null): number | null => {
  const address = server?.address();
  return typeof address === 'object' && address !== null ? address.port : null;
};

/**
 * Starts the identity service and returns once it listens. `write` receives log lines; `hasher` is another one than argon2id
 * only where a benchmark wants to see everything but the hashing.
 * @throws ScalrError for everything the operator can mend
 */
export async function startIdentity(
  settings: IdentitySettings,
  write: (line: string) => void = (line) => process.stdout.write(line),
  hasher?: PasswordHasher,
): Promise<IdentityServer> {
  const { service, housekeep, close } = await openService(settings, write, hasher);
  const servers: Server[] = [];
  const open = async (address: string | number, listener: RequestListener) => {
    const server = await listen(address, settings.listenHost, listener);
    servers.push(server);
    return server;
  };
  const stop = async (graceSeconds = 10) => {
    await Promise.all(servers.map((server) => stopListening(server, graceSeconds)));
    await close();
  };
  try {
    await open(settings.adminSocket, createAdmin(service));
    const internal = settings.internalPort === null ? null : await open(settings.internalPort, createInternal(service));
    const front = await open(settings.listen, createFront(service));
    service.log.info('listening', { issuer: settings.issuer });
    return { port: portOf(front), internalPort: portOf(internal), housekeep, close: stop };
  } catch (error) {
    await stop(0);
    throw error;
  }
}
