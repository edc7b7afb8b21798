import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '@scalr/process';

const SCRIPT = fileURLToPath(new URL('../../../infra/containers/swarm.sh', import.meta.url));
const PROGRAMS = ['docker', 'dockerd', 'docker-registry', 'ip', 'iptables'];

/** Null: engines can be started here; else why not. */
export function missingForNodes(): string | null {
  if (process.env.SCALR_CONTAINERS !== '1') return 'SCALR_CONTAINERS=1 is not set';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  if (process.env.SCALR_EDGE === 'stand-in') return 'the stand-in of the edge knows no swarm, and Traefik is not here';
  const folders = (process.env.PATH ?? '').split(delimiter);
  const missing = PROGRAMS.filter((program) => !folders.some((folder) => existsSync(join(folder, program))));
  return missing.length === 0 ? null : `not on PATH: ${missing.join(', ')}`;
}

export interface NodesOptions {
  /** Tells swarms apart that stand side by side; part of their addresses. */
  readonly number: number;
  /** Of machines; each is a manager. */
  readonly count: number;
}

/** Machines on this one, driven by infra/containers/swarm.sh. */
export class Nodes {
  readonly #options: NodesOptions;
  readonly #folder: string;

  constructor(options: NodesOptions) {
    this.#options = options;
    // Kept between runs: what was loaded and built once need not be again.
    const folder = process.env.SCALR_SWARM_FOLDER ?? join(homedir(), '.cache/scalr/containers/swarm');
    this.#folder = join(folder, String(options.number));
  }

  get registry(): string {
    return `10.${this.#options.number}.0.1:5000`;
  }

  addressOf(node: number): string {
    return `10.${this.#options.number}.0.1${node}`;
  }

  environmentOf(node: number): Record<string, string> {
    const { PATH = '', HOME = '', DOCKER_CONFIG } = process.env;
    const host = `unix://${this.#folder}/${node}/docker.sock`;
    return { PATH, HOME, DOCKER_HOST: host, ...(DOCKER_CONFIG === undefined ? {} : { DOCKER_CONFIG }) };
  }

  async script(...args: readonly string[]): Promise<string> {
    const { DOCKER_HOST: _, ...env } = this.environmentOf(1);
    const outer = process.env.DOCKER_HOST === undefined ? {} : { DOCKER_HOST: process.env.DOCKER_HOST };
    const { number, count } = this.#options;
    const { code, stdout, stderr } = await run([SCRIPT, this.#folder, ...args], {
      env: { ...env, ...outer, SCALR_SWARM: String(number), SCALR_SWARM_NODES: String(count) },
      timeoutMs: 180_000,
    });
    if (code !== 0) throw new Error(`swarm.sh ${args.join(' ')} ended with ${code}: ${stderr}`);
    return stdout;
  }

  async docker(node: number, ...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await run(['docker', ...args], {
      env: this.environmentOf(node),
      timeoutMs: 120_000,
    });
    if (code !== 0) throw new Error(`docker ${args.join(' ')} ended with ${code}: ${stderr}`);
    return stdout.trim();
  }
}
