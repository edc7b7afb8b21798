import { EDGE_LOOKS_EVERY } from './deploy.ts';

type Labels = Readonly<Record<string, string>>;

/** What Traefik reads stands on the service in a swarm, what we read on its tasks too. */
export function splitLabels(labels: Labels): { readonly service: Labels; readonly task: Labels } {
  const task = Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('traefik.')));
  return { task, service: { ...edgeLabels(labels), ...task } };
}

/** The provider of a swarm refuses it: it is only ever told of tasks that run. */
const ONLY_DOCKER = 'traefik.docker.allownonrunning';
const ROUTER = /^traefik\.http\.routers\.([^.]+)\.rule$/;

/**
 * The labels of one container for a swarm: the provider is another one, and who meets a task that is just gone is
 * sent to the next one. Only what has not been begun is repeated, and what may be (RFC 9110 §9.2.2): a task that was
 * sent a POST may have done it.
 */
function edgeLabels(labels: Labels): Labels {
  const ours = Object.entries(labels).filter(([key]) => key.startsWith('traefik.') && key !== ONLY_DOCKER);
  const renamed = Object.fromEntries(
    ours.map(([key, value]) => [
      key.replace(/^traefik\.docker\./, 'traefik.swarm.'),
      value.replaceAll('@docker', '@swarm'),
    ]),
  );
  const routers = ours.flatMap(([key]) => ROUTER.exec(key)?.[1] ?? []).filter((router) => !isRedirect(renamed, router));
  const first = routers.sort()[0];
  if (first === undefined) return renamed;
  const again = `${first}-again`;
  const chains = routers.map((router) => {
    const key = `traefik.http.routers.${router}.middlewares`;
    const before = renamed[key];
    // Innermost: whatever stands before it sees one request.
    return [key, before === undefined ? again : `${before},${again}`] as const;
  });
  const retry = `traefik.http.middlewares.${again}.retry`;
  return {
    ...renamed,
    ...Object.fromEntries(chains),
    // Whose turn it is does not depend on who asks: one that is gone may be met several times in a row.
    [`${retry}.attempts`]: '16',
    [`${retry}.initialinterval`]: '100ms',
    [`${retry}.status`]: '502,504',
  };
}

/** Reaches no task: its only answer is where else to go. */
function isRedirect(labels: Labels, router: string): boolean {
  return labels[`traefik.http.routers.${router}.service`] === 'noop@internal';
}

const DIAL_TIMEOUT = /^--serversTransport\.forwardingTimeouts\.dialTimeout=/i;
const DOCKER_PROVIDER = /^--providers\.docker(?=[.=]|$)/i;

/** Traefik's options with the provider of a swarm; anything but options of that provider stays as it is. */
export function edgeCommand(command: readonly string[]): readonly string[] {
  if (!command.some((option) => DOCKER_PROVIDER.test(option))) return command;
  return [
    ...command
      .filter((option) => !DIAL_TIMEOUT.test(option))
      .map((option) => option.replace(DOCKER_PROVIDER, '--providers.swarm')),
    `--providers.swarm.refreshSeconds=${EDGE_LOOKS_EVERY}`,
    // A machine without power refuses nothing, it is silent.
    '--serversTransport.forwardingTimeouts.dialTimeout=500ms',
  ];
}

/**
 * How often Linux repeats what nobody acknowledges (tcp(7)): 5 times is some 13 seconds instead of 15 minutes, after
 * which a request that was on its way to a machine without power goes to another one.
 */
export const EDGE_SYSCTLS: Readonly<Record<string, string>> = { 'net.ipv4.tcp_retries2': '5' };
