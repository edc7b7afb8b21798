import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { parseLines } from '../options.ts';

interface LogsOptions {
  readonly follow?: true;
  readonly tail?: number;
}

export default {
  summary: 'Show what the processes said',
  configure(command, act) {
    command
      .argument('[app]', 'an app or a process of ./scalr ps; left out: all')
      .option('-f, --follow', 'go on showing new lines')
      .option('-n, --tail <lines>', 'newest lines of each process (default 200)', parseLines)
      .action(act(run));
  },
} satisfies CommandModule;

export async function run(context: Context, app: string | undefined, options: LogsOptions) {
  const { engine } = await context.platform();
  const { stdout } = context.streams;
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  const query = {
    ...(app === undefined ? {} : { process: app }),
    ...(options.tail === undefined ? {} : { tail: options.tail }),
    follow: options.follow === true,
    signal: interrupted.signal,
  };
  // Lines go out as they come: with --json one object a line.
  try {
    for await (const line of engine.logs(query)) {
      stdout.write(
        context.json ? `${JSON.stringify(line)}\n` : `${line.time} ${line.process.padEnd(10)} ${line.text}\n`,
      );
    }
  } finally {
    process.off('SIGINT', interrupt);
  }
  return null;
}
