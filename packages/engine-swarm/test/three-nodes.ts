import { fileURLToPath } from 'node:url';
import { run } from '@scalr/process';

const SCRIPT = fileURLToPath(new URL('../../../infra/containers/swarm.sh', import.meta.url));
export const NODES = [1, 2, 3] as const;
export type NodeNumber = (typeof NODES)[number];

/** What infra/containers/swarm.sh makes. */
export const REGISTRY = '10.77.0.1:5000';
export const addressOf = (node: NodeNumber): string => `10.77.0.1${node}`;

/** Three machines on this one, driven by their script. */
export class ThreeNodes {
  readonly #folder: string;

  /** @param folder absolute path; images stay in it, so a second start is faster */
  constructor(folder: string) {
    this.#folder = folder;
  }

  environmentOf(node: NodeNumber): Record<string, string> {
    const { PATH = '', HOME = '', DOCKER_CONFIG } = process.env;
    const host = `unix://${this.#folder}/${node}/docker.sock`;
    return { PATH, HOME, DOCKER_HOST: host, ...(DOCKER_CONFIG === undefined ? {} : { DOCKER_CONFIG }) };
  }

  async script(...args: readonly string[]): Promise<string> {
    const { DOCKER_HOST: _, ...env } = this.environmentOf(1);
    const outer = process.env.DOCKER_HOST === undefined ? {} : { DOCKER_HOST: process.env.DOCKER_HOST };
    const { code, stdout, stderr } = await run([SCRIPT, this.#folder, ...args], {
      env: { ...env, ...outer },
      timeoutMs: 180_000,
    });
    if (code !== 0) throw new Error(`swarm.sh ${args.join(' ')} ended with ${code}: ${stderr}`);
    return stdout;
  }

  async docker(node: NodeNumber, ...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await run(['docker', ...args], {
      env: this.environmentOf(node),
      timeoutMs: 120_000,
    });
    if (code !== 0) throw new Error(`docker ${args.join(' ')} ended with ${code}: ${stderr}`);
    return stdout.trim();
  }
}
