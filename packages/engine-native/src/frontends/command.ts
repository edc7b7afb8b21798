import { join } from 'node:path';

/** Argv of the frontend host. Needs an IPC channel and {@link FRONTEND_HOST_ENV} in its environment. */
export function frontendHostCommand(): readonly [string, ...string[]] {
  // A big young generation costs 60 MB here and saves nothing that can be measured.
  return [process.execPath, '--max-semi-space-size=4', join(import.meta.dirname, 'host.ts')];
}

/** The allocator inside Vite's bundler keeps what it once had unless it is told not to: 150 MB with eight apps. */
export const FRONTEND_HOST_ENV = { MIMALLOC_PURGE_DELAY: '0' } as const;
