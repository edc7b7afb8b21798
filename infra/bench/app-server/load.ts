import { connect } from 'node:net';

/** Keep-alive GETs over a unix socket. Answers must be 200 and carry a Content-Length. @returns requests per second */
export async function measure(wish: {
  readonly socket: string;
  readonly path: string;
  readonly token: string | null;
  readonly connections: number;
  readonly seconds: number;
}): Promise<number> {
  const authorization = wish.token === null ? '' : `Authorization: Bearer ${wish.token}\r\n`;
  const request = `GET ${wish.path} HTTP/1.1\r\nHost: bench\r\n${authorization}\r\n`;
  const started = performance.now();
  const until = started + wish.seconds * 1000;
  let answered = 0;
  const client = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(wish.socket, () => socket.write(request));
      let head = '';
      let missing = -1;
      socket.on('data', (chunk) => {
        if (missing < 0) {
          head += chunk.toString('latin1');
          const end = head.indexOf('\r\n\r\n');
          if (end === -1) return;
          if (!head.startsWith('HTTP/1.1 200')) return void socket.destroy(new Error(head));
          missing = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0) - (head.length - end - 4);
        } else missing -= chunk.length;
        if (missing > 0) return;
        answered += 1;
        if (performance.now() > until) return void socket.destroy();
        head = '';
        missing = -1;
        socket.write(request);
      });
      socket.on('error', reject);
      socket.on('close', () => resolve());
    });
  await Promise.all(Array.from({ length: wish.connections }, client));
  return answered / ((performance.now() - started) / 1000);
}
