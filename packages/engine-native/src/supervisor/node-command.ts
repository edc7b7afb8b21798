import { join } from 'node:path';
import type { Layout } from '../layout.ts';

/** How a Node process of the platform is started. */
export interface NodeCommand {
  /** What every child inherits: the machine's own variables, nothing of the platform's. */
  readonly env: Record<string, string>;
  /** `entry` is an absolute path. */
  argv(entry: string): [string, ...string[]];
}

/** Young objects die young in servers: a small nursery keeps an idle process small. */
const MEMORY_FLAGS = ['--max-semi-space-size=4'];

export function nodeCommand(layout: Layout, node: string, inherited: Readonly<Record<string, string>>): NodeCommand {
  return {
    env: { ...inherited, NODE_COMPILE_CACHE: join(layout.cache, 'node') },
    argv: (entry) => [node, ...MEMORY_FLAGS, entry],
  };
}
