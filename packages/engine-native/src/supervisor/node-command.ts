import { join } from 'node:path';
import type { Layout } from '../layout.ts';

/** How a Node process of the platform is started. */
export interface NodeCommand {
  /** What every child inherits: the machine's own variables, nothing of the platform's. */
  readonly env: Record<string, string>;
  /** `entry` is relative to the installation. */
  argv(entry: string, flags?: readonly string[]): [string, ...string[]];
}

/** The machine's variables that a child may need; everything else is told explicitly. */
const INHERITED = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];

/** Young objects die young in servers: a small nursery keeps an idle process small. */
const MEMORY_FLAGS = ['--max-semi-space-size=4'];

export function nodeCommand(
  layout: Layout,
  node: string,
  environment: Readonly<Record<string, string | undefined>>,
): NodeCommand {
  const inherited = INHERITED.flatMap((key) => {
    const value = environment[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    env: { ...Object.fromEntries(inherited), NODE_COMPILE_CACHE: join(layout.cache, 'node') },
    argv: (entry, flags = []) => [node, ...MEMORY_FLAGS, ...flags, join(layout.install, entry)],
  };
}
