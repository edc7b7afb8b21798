import { mkdtempSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A wire to a real database that can be cut and mended. */
export interface DatabaseWire {
  /** libpq URI that goes through the wire. */
  readonly url: string;
  mend(): Promise<void>;
  cut(): Promise<void>;
}

/** Lays one to the server behind a libpq URI with a socket folder; it is whole to begin with. */
export async function databaseWire(databaseUrl: string): Promise<DatabaseWire> {
  const folder = mkdtempSync(join(tmpdir(), 'wire-'));
  const url = new URL(databaseUrl);
  const from = join(folder, '.s.PGSQL.5432');
  const to = join(url.searchParams.get('host') ?? '', '.s.PGSQL.5432');
  url.searchParams.set('host', folder);
  const open = new Set<Socket>();
  let server: Server | null = null;
  const wire: DatabaseWire = {
    url: url.href,
    mend: () =>
      new Promise((resolve) => {
        server = createServer((client) => {
          const upstream = connect(to);
          for (const socket of [client, upstream]) {
            open.add(socket);
            socket.on('error', () => {});
            socket.on('close', () => {
              client.destroy();
              upstream.destroy();
              open.delete(socket);
            });
          }
          client.pipe(upstream).pipe(client);
        }).listen(from, () => resolve());
      }),
    cut: () =>
      new Promise((resolve) => {
        if (server === null) resolve();
        server?.close(() => resolve());
        server = null;
        for (const socket of open) socket.destroy();
      }),
  };
  await wire.mend();
  return wire;
}
