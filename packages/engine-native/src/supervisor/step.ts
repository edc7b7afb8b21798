import { describeError } from '@scalr/errors';
import type { Progress } from '@scalr/ports';

export type OnProgress = (progress: Progress) => void;

/** Does one step of bringing up and says how it goes. `work` may answer a detail worth telling. */
export async function step(name: string, onProgress: OnProgress, work: () => Promise<unknown>): Promise<void> {
  onProgress({ step: name, state: 'begin' });
  try {
    const detail = await work();
    onProgress({ step: name, state: 'done', ...(typeof detail === 'string' ? { detail } : {}) });
  } catch (error) {
    onProgress({ step: name, state: 'failed', detail: describeError(error).problems[0]?.message ?? '' });
    throw error;
  }
}
