import { connect } from 'node:net';

type Socket = ReturnType<typeof connect>;

/** To a port of this machine. Sends text and reads until `isEnough`. */
export function raw(port: number, text: string, isEnough: (text: string, socket: Socket) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket
      .setEncoding('latin1')
      .on('error', reject)
      .on('close', () => resolve());
    socket.on('data', (chunk) => {
      if (isEnough(String(chunk), socket)) socket.destroy();
    });
  });
}
