import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '@scalr/process';

export const ROOT = resolve(import.meta.dirname, '../../..');

/** `./scalr test --containers` says so. */
export const HAS_ENGINE = process.env.SCALR_CONTAINERS === '1';

/** What every container of ours is started with. */
export const HARDENED = [
  ...['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges:true', '--init'],
  ...['--memory', '268435456', '--cpus', '0.5', '--pids-limit', '128'],
];

const ENV = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);

/** Standard output of a command that has to succeed. @throws Error with what it said */
export async function docker(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await attempt(...args);
  if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr || stdout}`);
  return stdout.trim();
}

export const attempt = (...args: readonly string[]) =>
  run(['docker', ...args], { cwd: ROOT, env: ENV, timeoutMs: 400_000 });

/** Builds the image of a Dockerfile in the repository, with the template as the app. */
export async function build(image: string, dockerfile: string, ...args: readonly string[]): Promise<string> {
  const app = ['--build-context', `app=${join(ROOT, 'template-app')}`];
  return docker('build', '--quiet', '--tag', image, '--file', dockerfile, ...app, ...args, '.');
}

/** Everything that one test file starts, so that nothing stays. */
export class Bench {
  readonly network: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'scalr-images-'));
  readonly #containers: string[] = [];

  private constructor(network: string) {
    this.network = network;
  }

  static async open(): Promise<Bench> {
    const bench = new Bench(`scalr-test-${process.pid}`);
    await docker('network', 'create', bench.network);
    return bench;
  }

  /** A file as a secret is mounted: any user of the container may read it. */
  secret(name: string, content: string): readonly string[] {
    const file = join(this.#folder, name);
    writeFileSync(file, content, { mode: 0o444 });
    return ['--volume', `${file}:/run/secrets/${name}:ro`];
  }

  /** Starts a container in the background; its id. */
  async start(name: string, image: string, options: readonly string[]): Promise<string> {
    const id = await docker('run', '--detach', '--network', this.network, '--network-alias', name, ...options, image);
    this.#containers.push(id);
    return id;
  }

  async close(): Promise<void> {
    if (this.#containers.length > 0) await attempt('rm', '--force', '--volumes', ...this.#containers);
    await docker('network', 'rm', this.network);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** One value out of `docker inspect`. */
export const inspect = (id: string, template: string) => docker('inspect', '--format', template, id);

export const inside = (id: string, command: string) => attempt('exec', id, 'bash', '-c', command);

/** `http://127.0.0.1:<port>` of a container started with `--publish 127.0.0.1::8080`. */
export async function origin(id: string): Promise<string> {
  return `http://${(await docker('port', id, '8080/tcp')).split('\n')[0]}`;
}

export const health = (id: string) => inspect(id, '{{.State.Health.Status}}');

/** Waits until it is so. @throws Error with the log of the container after a minute */
export async function until(id: string, wanted: 'healthy' | 'unhealthy'): Promise<void> {
  const deadline = Date.now() + 60_000;
  while ((await health(id)) !== wanted) {
    if (Date.now() > deadline) throw new Error(`not ${wanted}: ${(await attempt('logs', id)).stdout}`);
    await sleep(100);
  }
}
