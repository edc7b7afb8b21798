import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { writeFileAtomically, writeIfChanged } from '@scalr/fileset';
import type { Plan } from '@scalr/plan';
import { z } from 'zod';
import type { SwarmLayout } from './layout.ts';

const SECRET = { mode: 0o600 } as const;
const allocation = z.object({ port: z.number().int().min(1).max(65_535) });

/** What is remembered between two commands of the same workspace. */
export class SwarmMemory {
  readonly #layout: SwarmLayout;

  constructor(layout: SwarmLayout) {
    this.#layout = layout;
  }

  async port(): Promise<number> {
    const text = await readFile(this.#layout.allocation, 'utf8').catch(() => '{}');
    return allocation.safeParse(JSON.parse(text)).data?.port ?? 80;
  }

  async keepPort(port: number): Promise<void> {
    await writeIfChanged(this.#layout.allocation, `${JSON.stringify({ port })}\n`);
  }

  /** The plan of the last `up`; null: none, or it was taken down. */
  async plan(): Promise<Plan | null> {
    const text = await readFile(this.#layout.plan, 'utf8').catch(() => null);
    // Written by us as a whole, from a Plan.
    return text === null ? null : (JSON.parse(text) as Plan);
  }

  async keepPlan(plan: Plan): Promise<void> {
    await this.#folder();
    await writeIfChanged(this.#layout.plan, JSON.stringify(plan), SECRET);
  }

  async forgetPlan(): Promise<void> {
    await rm(this.#layout.plan, { force: true });
  }

  /** Made on first use; without it nobody tells a secret by its name. */
  async hashKey(): Promise<string> {
    const known = await readFile(this.#layout.hashKey, 'utf8').catch(() => null);
    if (known !== null) return known.trim();
    await this.#folder();
    const key = randomBytes(32).toString('hex');
    await writeFileAtomically(this.#layout.hashKey, `${key}\n`, SECRET);
    return key;
  }

  async #folder(): Promise<void> {
    await mkdir(this.#layout.folder, { recursive: true, mode: 0o700 });
  }
}
