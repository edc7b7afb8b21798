/** A use case in a process of its own that is killed, or fails, at one step. argv: use case, step, arguments as JSON. */
import { readEnvironment } from '@scalr/workspace/environment';
import { composeNative } from '../src/compose-native.ts';

const [useCase, step, wish] = process.argv.slice(2) as [string, string, string];
const environment = readEnvironment(process.env);
const platform = composeNative({
  environment,
  streams: process,
  json: true,
  installFolder: new URL('../../../', import.meta.url).pathname.replace(/\/$/, ''),
  platform: async () => platform,
});
const options = {
  onProgress: () => {},
  onStep: (reached: string) => {
    if (reached === step) process.kill(process.pid, 'SIGKILL');
  },
};
const parsed = JSON.parse(wish);
const useCases: Record<string, (...args: unknown[]) => Promise<unknown>> = (await import('@scalr/platform')) as never;
await useCases[useCase]?.(platform, parsed, options);
