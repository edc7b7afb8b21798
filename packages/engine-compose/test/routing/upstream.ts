import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import process from 'node:process';

/**
 * Stands in for one half of an app: tells what it was asked, and does on request what an app may do. Every request is
 * a line of its log. Ends in `/never` what is never answered, in `/drip` what is answered in two parts.
 */
const name = process.argv[2] ?? '';

const server = createServer((request, response) => {
  const path = request.url ?? '';
  process.stdout.write(`${request.method} ${path}\n`);
  response.setHeader('server', 'Stand-in/1.0');
  response.setHeader('x-powered-by', 'Stand-in');
  if (path.endsWith('/never')) return;
  if (path.endsWith('/drip')) {
    response.write('first\n');
    request.socket.once('data', () => {});
    setTimeout(() => response.end('last\n'), 3_000);
    return;
  }
  const away = /^\/away\/(\d{3})$/.exec(path)?.[1];
  if (away !== undefined) {
    response.writeHead(Number(away), { 'content-type': 'application/problem+json', 'retry-after': '5' });
    response.end(JSON.stringify({ type: 'about:blank', status: Number(away), code: 'APP_BACKEND_AWAY' }));
    return;
  }
  if (path.endsWith('/conflict')) {
    response.writeHead(409, { 'content-type': 'application/problem+json', 'x-own': 'kept' });
    response.end('{"type":"about:blank","status":409,"code":"OWN"}');
    return;
  }
  if (path.endsWith('/unready')) {
    response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '9' });
    response.end('{"type":"about:blank","status":503,"code":"OWN_UNREADY"}');
    return;
  }
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.on('end', () => {
    response.setHeader('content-security-policy', `script-src ${name}`);
    response.end(JSON.stringify({ name, method: request.method, path, bytes, headers: request.headers }));
  });
});

// RFC 6455 §4.2.2; what comes is sent back byte for byte, unmasked frames included.
server.on('upgrade', (request, socket) => {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.pipe(socket);
});

process.on('SIGTERM', () => process.exit(0));
server.listen(8080);
