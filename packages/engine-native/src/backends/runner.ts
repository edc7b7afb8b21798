/**
 * The process of every TypeScript backend. It loads the locked stack, says `spare-ready`, and waits to be told which
 * app it is to become; see {@link BecomeBackend}.
 *
 * `node <flags> runner.ts <install folder> <compile cache folder> [<stack folder>]`, made by `backendCommand`.
 */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import type { FromBackend } from '@scalr/ports';
import { z } from 'zod';
import { collectGarbage } from '../stack/garbage.ts';
import { STACK_SPECIFIERS } from '../stack/specifiers.ts';
import { readStack } from '../stack/stack.ts';
import { rehearse } from './rehearse.ts';
import { resolveStack } from './resolve.ts';

const TRIM_AFTER_MS = 3_000;
/** A rehearsal takes 50 ms; one that does not end is not waited for. */
const REHEARSAL_MS = 5_000;

const becomeSchema = z.object({
  type: z.literal('become'),
  entry: z.string(),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
});
type Become = z.output<typeof becomeSchema>;

const [installFolder, compileCache, stackFolder] = z
  .tuple([z.string(), z.string(), z.string().optional()])
  .parse(process.argv.slice(2, 5));

enableCompileCache(compileCache);

const told = Promise.withResolvers<Become>();
let isSpare = true;
// Listening from the first moment: the message may come before the stack is loaded.
process.on('message', onMessage);
process.on('disconnect', onOrphaned);

await preload();
// Lets a message that is already here be seen: whoever waits for it should not wait for the tidying up.
await new Promise((resolve) => setImmediate(resolve));
if (isSpare) {
  const rehearsal = rehearse(join(compileCache, '..', 'rehearsal')).catch(() => {});
  await Promise.race([rehearsal, told.promise, delay(REHEARSAL_MS, null, { ref: false })]);
}
if (isSpare) {
  // Before the collection, which also throws away compiled code.
  flushCompileCache();
  collectGarbage();
  say({ type: 'spare-ready' });
}
await become(await told.promise);

function onMessage(message: unknown): void {
  const parsed = becomeSchema.safeParse(message);
  if (!parsed.success) return;
  isSpare = false;
  told.resolve(parsed.data);
}

function onOrphaned(): void {
  process.exit(0);
}

/** Imports the stack, bundled if that works and from its packages if not. */
async function preload(): Promise<void> {
  if (stackFolder !== undefined) {
    let undo: (() => void) | undefined;
    try {
      const { entries } = readStack(stackFolder);
      undo = resolveStack({ entries, installFolder });
      for (const path of Object.values(entries)) await import(pathToFileURL(path).href);
      return;
    } catch (cause) {
      undo?.();
      console.error(`the bundled stack could not be loaded, its packages are used instead: ${inspect(cause)}`);
    }
  }
  resolveStack({ entries: {}, installFolder });
  // A package that fails says so again, with its importer, when an app imports it.
  for (const specifier of STACK_SPECIFIERS) await import(specifier).catch(() => {});
}

async function become({ entry, cwd, env }: Become): Promise<void> {
  process.off('message', onMessage);
  // From here on the process belongs to its app: it goes on serving when the parent is gone.
  process.off('disconnect', onOrphaned);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  for (const key of Object.keys(process.env)) delete process.env[key];
  Object.assign(process.env, env);
  process.chdir(cwd);
  const name = env.APP_SLUG ?? entry;
  process.title = `scalr: ${name}`;
  process.argv = [process.execPath, entry];
  try {
    await import(pathToFileURL(entry).href);
  } catch (cause) {
    console.error(`${name} did not start: ${inspect(cause)}`);
    process.exit(1);
  }
  setTimeout(() => {
    flushCompileCache();
    collectGarbage();
  }, TRIM_AFTER_MS).unref();
}

function say(message: FromBackend): void {
  process.send?.(message);
}
