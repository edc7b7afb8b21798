import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Door {
  readonly port: number;
  close(): Promise<void>;
}

/** Leads who comes to a free port of 127.0.0.1 to the same port of another address. */
export function openDoor(address: string): Promise<Door> {
  const open = new Set<Socket>();
  const portOf = () => (server.address() as AddressInfo).port;
  const server = createServer((visitor) => {
    const inside = connect(portOf(), address);
    for (const [one, other] of [
      [visitor, inside],
      [inside, visitor],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve({ port: portOf(), close }));
  });
}
