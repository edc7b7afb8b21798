import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { table } from '../terminal.ts';

export default {
  summary: 'List every process of the platform',
  configure(command, act) {
    command.action(act(run));
  },
} satisfies CommandModule;

export async function run(context: Context) {
  const { engine } = await context.platform();
  const processes = await engine.status();
  const data = processes.map(({ slug, pid, url, reason, ...rest }) => ({
    ...rest,
    ...(slug === null ? {} : { slug }),
    ...(pid === null ? {} : { pid }),
    ...(url === null ? {} : { url }),
    ...(reason === null ? {} : { reason }),
  }));
  if (processes.length === 0) return { data, text: 'Nothing is up. Start it with ./scalr up' };
  const rows = processes.map(({ name, kind, pid, status, restarts, url }) => [
    name,
    kind,
    status,
    pid === null ? '-' : String(pid),
    String(restarts),
    url ?? '',
  ]);
  const text = [table([['NAME', 'KIND', 'STATUS', 'PID', 'RESTARTS', 'URL'], ...rows])];
  for (const { name, status, reason } of processes) {
    if (status === 'failed') text.push('', `${name} failed: ${reason ?? ''}`, `  fix: ./scalr logs ${name}`);
  }
  return { data, text: text.join('\n') };
}
