import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, start } from '@scalr/process';
import { until } from '../../../services/gateway/embedded/test/until.ts';
import { ROOT } from '../page-facts.ts';

const NGINX = '/usr/sbin/nginx';
const HERE = join(ROOT, 'infra/container');

export const hasNginx = async () => (await run([NGINX, '-v'], { env: {} }).catch(() => ({ code: 127 }))).code === 0;

/** An app's frontend built as its image builds it, and served as the image serves it, without an image. */
export interface SiteServer {
  readonly port: number;
  /** What was built, as an image has it in `/srv`. */
  readonly built: string;
  stop(): Promise<void>;
}

export async function serveSite(app: string, told: Readonly<Record<string, string>>): Promise<SiteServer> {
  const folder = mkdtempSync(join(tmpdir(), 'scalr-nginx-'));
  const [built, temporary] = [join(folder, 'srv'), join(folder, 'tmp')];
  for (const path of [built, temporary]) mkdirSync(path);
  const port = await freePort();
  const env = { PATH: process.env.PATH ?? '' };
  const done = await run([process.execPath, join(HERE, 'build-frontend.ts'), app, built], { env, cwd: ROOT });
  if (done.code !== 0) throw new Error(done.stdout + done.stderr);
  // Started by root, its workers are somebody else, who may not read temporary folders.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  const place = (text: string) =>
    text
      .replace(/\/(srv|tmp)\//g, (_, name: string) => `${join(folder, name)}/`)
      .replace('listen 8080', `listen 127.0.0.1:${port}`);
  const install = (from: string, name: string) =>
    writeFileSync(join(built, name), place(readFileSync(join(from, name), 'utf8')));
  const nginxConf = readFileSync(join(HERE, 'nginx.conf'), 'utf8');
  writeFileSync(join(built, 'nginx.conf'), user + place(nginxConf));
  for (const name of ['headers.conf', 'start-frontend.sh']) install(HERE, name);
  install(built, 'server.conf');
  const lines: string[] = [];
  const nginx = await start(['sh', join(built, 'start-frontend.sh')], {
    ...{ name: 'nginx', cwd: built, env: { ...env, PATH: `${env.PATH}:/usr/sbin`, ...told } },
    onLine: (line) => lines.push(line),
  });
  await until(async () => {
    if (lines.some((line) => /\[(?:emerg|crit|error)\]/.test(line))) throw new Error(lines.join('\n'));
    return fetch(`http://127.0.0.1:${port}/`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return {
    port,
    built,
    stop: async () => {
      await nginx.stop({ signal: 'SIGTERM', graceMs: 2_000 });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
