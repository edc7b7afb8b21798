import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { VERSION, NODE = '', SECRET_FILE } = process.env;
const secret = SECRET_FILE === undefined ? '' : readFileSync(SECRET_FILE, 'utf8');

const server = createServer((request, response) => {
  // A release that starts, listens, and is never well.
  response.statusCode = VERSION === 'bad' ? 500 : 200;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ version: VERSION, node: NODE, path: request.url, secretLength: secret.length }));
});
server.listen(8080, () => console.log(`${VERSION} listens on ${NODE}`));
// As apps do it: no new connections, what was begun is ended.
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
