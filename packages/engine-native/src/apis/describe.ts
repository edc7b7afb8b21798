/**
 * A process of its own for one backend: `node describe.ts <job as JSON>` loads its routes and models and prints
 * `{ok: true, document}` or `{ok: false, …}` as JSON. Whatever the app itself prints goes to standard error.
 */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { resolveStack } from '../backends/resolve.ts';
import type { Told } from './told.ts';

const { installFolder, ...app } = z
  .strictObject({
    installFolder: z.string(),
    src: z.string(),
    slug: z.string(),
    healthPath: z.templateLiteral(['/', z.string()]),
    auth: z.boolean(),
    env: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

// Its warning that stripping types is experimental would be all that anybody reads.
process.removeAllListeners('warning');
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

const loading: string[] = [];
resolveStack({ entries: {}, installFolder });
registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith('file:') && fileURLToPath(url).startsWith(join(app.src, '/'))) loading.push(fileURLToPath(url));
    return nextLoad(url, context);
  },
});

const told = await describe();
print(JSON.stringify(told), () => process.exit(0));

async function describe(): Promise<Told> {
  try {
    const { describeApp } = await import('@scalr/app-server');
    return { ok: true, document: await describeApp(app) };
  } catch (error) {
    const { problems } = error as { readonly problems?: readonly { code: string; message: string; fix: string }[] };
    return { ok: false, problems: problems ?? [], detail: detailOf(error), ...placeOf(error) };
  }
}

function detailOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').replace(/ imported from .*$/, '');
}

/** The place in the app's own sources that an error is about: where it says so, else where it was thrown. */
function placeOf(error: unknown): { file?: string; line?: number } {
  const { message = '', stack = '' } = error instanceof Error ? error : {};
  const importer = / imported from (\S+)/.exec(message)?.[1];
  if (importer?.startsWith(app.src)) return { file: importer };
  for (const line of stack.split('\n')) {
    const [, path, at] = /(?:file:\/\/)?(\/[^\s():]+):(\d+)/.exec(line) ?? [];
    if (path?.startsWith(join(app.src, '/')) === true) return { file: decodeURI(path), line: Number(at) };
  }
  const named = loading.find((file) => message.includes(file));
  return named === undefined ? {} : { file: named };
}
