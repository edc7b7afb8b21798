import type { Context } from '../context.ts';
import { errors } from '../errors.ts';

interface Listeners {
  readonly onOutput?: (text: string) => void;
  readonly onProgress?: (text: string) => void;
}

/** The context of a command that nobody sees on a terminal: what it writes goes to the listeners, and it asks nothing. */
export function quietly(context: Context, { onOutput = () => {}, onProgress = () => {} }: Listeners): Context {
  const stderr = { write: onProgress };
  const quiet: Context = {
    ...context,
    json: false,
    streams: { stdout: { write: onOutput }, stderr },
    // Made anew for each call: the platform may have come up or gone down since.
    platform: async (engine) => (await import('../compose.ts')).composePlatform(quiet, engine),
  };
  return quiet;
}

/**
 * The context of one call of a tool; its progress is reported a line at a time.
 * @throws ScalrError `NOT_IN_PRODUCTION`
 */
export async function beforeUse(context: Context, report: (line: string) => void = () => {}): Promise<Context> {
  const quiet = quietly(context, { onProgress: (text) => report(text.trimEnd()) });
  const { engine } = await quiet.platform();
  const plan = await engine.current();
  if (plan?.mode === 'production') throw errors.error('onlyInEdit', { command: 'mcp' });
  return quiet;
}
