import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../refusal.ts';
import type { Container } from './docker-api.ts';

export interface Source {
  containers(): Promise<readonly Container[]>;
  watch(onChange: () => void): Promise<void>;
}

const AGAIN_MS = 500;

/**
 * Hands over what Docker shows, at once and after every change, at most once in `throttleMs`. What Docker does not
 * answer is asked again; what is handed over stays as it was until then.
 * @throws Refusal of `take`
 */
export async function follow(
  source: Source,
  throttleMs: number,
  take: (containers: readonly Container[]) => void,
  onTrouble: (error: unknown) => void,
): Promise<never> {
  let isDirty = false;
  let isOver = false;
  let wake = () => {};
  const change = () => {
    isDirty = true;
    wake();
  };
  const watch = async () => {
    while (!isOver) {
      await source.watch(change).catch(onTrouble);
      await sleep(AGAIN_MS);
    }
  };
  void watch();
  for (;;) {
    if (!isDirty)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    isDirty = false;
    try {
      take(await source.containers());
    } catch (error) {
      if (error instanceof Refusal) {
        isOver = true;
        throw error;
      }
      onTrouble(error);
      isDirty = true;
    }
    await sleep(throttleMs);
  }
}
