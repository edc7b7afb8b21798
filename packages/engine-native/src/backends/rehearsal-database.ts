import { createHmac, pbkdf2Sync } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';

/**
 * As much of a Postgres as a rehearsal needs: it lets everybody in by SCRAM (RFC 5802), as the real one does, and
 * answers every query with no rows. PostgreSQL 16, chapter 55 "Frontend/Backend Protocol".
 */
export function rehearsalDatabase(password: string): Server {
  return createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    let rest: Buffer = Buffer.alloc(0);
    let started = false;
    let scram = { first: '', server: '', salt: Buffer.from('rehearsal') };
    const serve = (kind: string, body: Buffer) => {
      if (kind === 'p' && scram.server === '') {
        // SASLInitialResponse: mechanism, length, then `n,,n=*,r=<nonce>`.
        const first = /n=.*$/s.exec(body.toString('utf8'))?.[0] ?? '';
        const server = `r=${/r=(.*)$/.exec(first)?.[1]}rehearsal,s=${scram.salt.toString('base64')},i=4096`;
        scram = { ...scram, first, server };
        send(socket, 'R', int32(11), server);
      } else if (kind === 'p') {
        const unproven = body.toString('utf8').replace(/,p=.*$/s, '');
        const signature = sign(password, scram.salt, `${scram.first},${scram.server},${unproven}`);
        send(socket, 'R', int32(12), `v=${signature}`);
        send(socket, 'R', int32(0));
        send(socket, 'Z', 'I');
      } else if (kind === 'Q') {
        send(socket, 'C', 'SELECT 0\0');
        send(socket, 'Z', 'I');
      } else if (kind in EXTENDED) {
        for (const [type, text] of EXTENDED[kind] ?? []) send(socket, type, text);
      }
    };
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const from = started ? 1 : 0;
        if (rest.length < from + 4) return;
        const end = from + rest.readInt32BE(from);
        if (rest.length < end) return;
        const [kind, body] = [rest.toString('latin1', 0, from), rest.subarray(from + 4, end)];
        rest = rest.subarray(end);
        if (started) serve(kind, body);
        else send(socket, 'R', int32(10), 'SCRAM-SHA-256\0\0');
        started = true;
      }
    });
  });
}

/** Parse, Bind, Describe, Execute and Sync, with what the server says to each. */
const EXTENDED: Readonly<Record<string, readonly (readonly [type: string, text: string])[]>> = {
  P: [['1', '']],
  B: [['2', '']],
  D: [['n', '']],
  E: [['C', 'SELECT 0\0']],
  S: [['Z', 'I']],
};

function send(socket: Socket, type: string, ...parts: readonly (string | Buffer)[]): void {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  socket.write(Buffer.concat([Buffer.from(type), int32(body.length + 4), body]));
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** ServerSignature of RFC 5802 §3. */
function sign(password: string, salt: Buffer, message: string): string {
  const salted = pbkdf2Sync(password, salt, 4096, 32, 'sha256');
  const key = createHmac('sha256', salted).update('Server Key').digest();
  return createHmac('sha256', key).update(message).digest('base64');
}
