/** Monotonic milliseconds, good to a quarter of a second: exact enough for limits, free for every request. */
export interface Clock {
  now: number;
}

const TICK_MS = 250;

/** Advances `clock` and calls `onTick`. Returns how to stop it. */
export function startClock(clock: Clock, onTick: () => void): () => void {
  const timer = setInterval(() => {
    clock.now = performance.now();
    onTick();
  }, TICK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
