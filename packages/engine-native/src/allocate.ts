import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { printJson, writeIfChanged } from '@scalr/fileset';
import type { Ground } from '@scalr/plan';
import { engineErrors, type GroundWish } from '@scalr/ports';
import { z } from 'zod';
import { errors } from './errors.ts';
import { type Allocation, groundOf } from './ground.ts';
import type { Layout } from './layout.ts';

const allocationSchema = z.object({ port: z.int(), tls: z.boolean(), internalPort: z.int() });

/** Makes the folders that must be there before anything else; only their owner may look inside. */
export async function makeFolders(layout: Layout): Promise<void> {
  try {
    for (const folder of [
      layout.state,
      layout.data,
      layout.keys,
      layout.logs,
      layout.run,
      layout.postgresRun,
      layout.cache,
    ]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
  } catch (cause) {
    throw errors.error('stateUnusable', { folder: layout.state, detail: (cause as Error).message }, { cause });
  }
}

function fileOf(layout: Layout): string {
  return join(layout.state, 'native.json');
}

/** What was allocated before; null: nothing yet, or the file does not say it. */
export async function readAllocation(layout: Layout): Promise<Allocation | null> {
  try {
    return allocationSchema.parse(JSON.parse(await readFile(fileOf(layout), 'utf8')));
  } catch {
    return null;
  }
}

/**
 * Decides the ports: the wanted, else the remembered, else the scheme's default, else the next free one; remembers them.
 * @param areOurs whether our own gateway listens or is about to, so that a taken port is no stranger's
 * @throws ScalrError `PORT_TAKEN` for a wanted port, `PORT_NONE_FREE`
 */
export async function allocate(layout: Layout, wish: GroundWish, areOurs: () => Promise<boolean>): Promise<Allocation> {
  const former = await readAllocation(layout);
  const tls = wish.tls ?? former?.tls ?? false;
  const sameScheme = former?.tls === tls;
  const port = await publicPort(wish, tls, sameScheme ? former.port : null, areOurs);
  const keepsInternal = former !== null && ((await refusalOf(former.internalPort)) === null || (await areOurs()));
  const internalPort = keepsInternal ? former.internalPort : await anyFreePort();
  const allocation = { port, tls, internalPort };
  await writeIfChanged(fileOf(layout), printJson(allocation), { mode: 0o600 });
  return allocation;
}

async function publicPort(
  wish: GroundWish,
  tls: boolean,
  former: number | null,
  areOurs: () => Promise<boolean>,
): Promise<number> {
  const refusal = async (port: number) => {
    const reason = await refusalOf(port);
    // Asked after the look: our gateway may have begun to listen in between.
    return reason !== null && port === former && (await areOurs()) ? null : reason;
  };
  if (wish.port !== undefined) {
    const reason = await refusal(wish.port);
    if (reason === null) return wish.port;
    throw engineErrors.error('portTaken', { port: wish.port, reason });
  }
  const [standard, next] = tls ? [443, 8443] : [80, 8080];
  const candidates = [former ?? standard, standard, ...Array.from({ length: 100 }, (_, i) => next + i)];
  for (const port of candidates) if ((await refusal(port)) === null) return port;
  throw engineErrors.error('noFreePort', { tried: candidates.join(', ') });
}

/** Why a port cannot be listened on at both loopback addresses; null: it can. */
async function refusalOf(port: number): Promise<string | null> {
  for (const host of ['127.0.0.1', '::1']) {
    const reason = await tryListening(port, host);
    // A machine without IPv6 has no ::1; the gateway then does without.
    if (reason !== null && !(host === '::1' && reason === 'EADDRNOTAVAIL')) return reason;
  }
  return null;
}

function tryListening(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Where everything was put the last time. @throws ScalrError `PLATFORM_NOT_RUNNING` when it never was up */
export async function rememberedGround(layout: Layout): Promise<Ground> {
  const allocation = await readAllocation(layout);
  if (allocation === null) throw engineErrors.error('notRunning', {});
  return groundOf(layout, allocation);
}
