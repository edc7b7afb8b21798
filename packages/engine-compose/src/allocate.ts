import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { printJson, writeIfChanged } from '@scalr/fileset';
import { engineErrors, type GroundWish } from '@scalr/ports';
import { z } from 'zod';
import { errors } from './errors.ts';
import type { Allocation } from './ground.ts';
import type { ComposeLayout } from './layout.ts';

const allocationSchema = z.object({ port: z.int(), domain: z.string() });

/** What was allocated before; null: nothing yet, or the file does not say it. */
async function readAllocation({ allocation }: ComposeLayout): Promise<Allocation | null> {
  try {
    return allocationSchema.parse(JSON.parse(await readFile(allocation, 'utf8')));
  } catch {
    return null;
  }
}

/**
 * Decides domain and port: the wanted, else the remembered, else the scheme's default, else on `localhost` the next
 * free one; remembers them.
 * @param isOurs whether our own edge holds a port, so that it is no stranger's
 * @throws ScalrError `PORT_TAKEN` for a wanted port and for those of a public domain, `PORT_NONE_FREE`,
 *   `COMPOSE_TLS_NEEDS_DOMAIN`
 */
export async function allocate(
  layout: ComposeLayout,
  wish: GroundWish,
  isOurs: (port: number) => Promise<boolean>,
): Promise<Allocation> {
  const former = await readAllocation(layout);
  const domain = wish.domain ?? 'localhost';
  if (wish.tls === true && domain === 'localhost') throw errors.error('tlsNeedsDomain', {});
  const refusal = async (port: number) => {
    const reason = await tryListening(port);
    return reason !== null && (await isOurs(port)) ? null : reason;
  };
  const remembered = former?.domain === domain ? former.port : null;
  const port =
    domain === 'localhost'
      ? await localPort(wish.port, remembered, refusal)
      : await publicPort(wish.port ?? remembered ?? 443, refusal);
  const allocation = { port, domain };
  await writeIfChanged(layout.allocation, printJson(allocation), { mode: 0o600 });
  return allocation;
}

type Refusal = (port: number) => Promise<string | null>;

async function localPort(wished: number | undefined, former: number | null, refusal: Refusal): Promise<number> {
  if (wished !== undefined) return required(wished, refusal);
  const candidates = [...new Set([former ?? 80, 80, ...Array.from({ length: 100 }, (_, i) => 8080 + i)])];
  for (const port of candidates) if ((await refusal(port)) === null) return port;
  throw engineErrors.error('noFreePort', { tried: candidates.join(', ') });
}

/** People type the domain without a port, and the authority that issues its certificate comes to port 80. */
async function publicPort(port: number, refusal: Refusal): Promise<number> {
  await required(80, refusal);
  return required(port, refusal);
}

async function required(port: number, refusal: Refusal): Promise<number> {
  const reason = await refusal(port);
  if (reason === null) return port;
  throw engineErrors.error('portTaken', { port, reason });
}

/** Why a port cannot be listened on at every address of this machine; null: it can. */
function tryListening(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    // Docker opens it, who may open any port.
    server.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      resolve(code === 'EACCES' ? null : (code ?? message)),
    );
    server.listen({ port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
