import type { Socket } from 'node:net';

/** Below this a piece is sent in one write with the head: copying it is cheaper than a second system call. */
const JOIN_BYTES = 16 * 1024;

/** Writes `head` (latin1, may be empty) and the bytes of `chunk` from `start` to `end`. False: wait for `drain`. */
export function writeJoined(socket: Socket, head: string, chunk: Buffer, start: number, end: number): boolean {
  if (head === '') return socket.write(start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end));
  if (end === start) return socket.write(head, 'latin1');
  if (end - start <= JOIN_BYTES) return socket.write(head + chunk.toString('latin1', start, end), 'latin1');
  socket.cork();
  socket.write(head, 'latin1');
  const flowing = socket.write(start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end));
  socket.uncork();
  return flowing;
}
