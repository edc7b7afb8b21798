import type { HttpReply } from '@scalr/http';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { errors } from '../errors.ts';
import { collect } from '../options.ts';

interface RequestOptions {
  readonly as: string;
  readonly data?: string;
  readonly body?: string;
  readonly header?: readonly string[];
}

export default {
  summary: "Send a request to an app's API as somebody; never in production",
  configure(command, act) {
    command
      .argument('<app>', 'slug of the app')
      .argument('<method>', 'GET, POST, PATCH, PUT or DELETE')
      .argument('<path>', 'with its query, e.g. "/api/notes?limit=5"')
      .option('--as <username>', 'member, other, manager, anybody else, or anon for nobody', 'member')
      .option('--data <json>', 'the body')
      .option('--body <json>', 'the same')
      .option('--header <header>', '"name: value"; may be given several times', collect)
      .action(act(run));
  },
} satisfies CommandModule;

export async function run(context: Context, slug: string, method: string, path: string, options: RequestOptions) {
  const body = options.data ?? options.body;
  const { openAppHttp, runningApp } = await import('@scalr/platform');
  const platform = await context.platform();
  const { engine, identity } = platform;
  const plan = await engine.current();
  if (plan === null) throw errors.error('platformDown', {});
  if (plan.mode === 'production' || identity.tokens === undefined)
    throw errors.error('onlyInEdit', { command: 'request' });
  const app = await runningApp(platform, plan, slug, 'request');
  const client = plan.clients.find((one) => one.slug === slug);
  const token =
    options.as === 'anon' ? null : (await identity.tokens.issue(client?.clientId ?? slug, options.as)).accessToken;
  const headers = Object.fromEntries([
    ['accept', 'application/json'],
    ...(token === null ? [] : [['authorization', `Bearer ${token}`]]),
    ...(options.header ?? []).map(parseHeader),
  ]) as Record<string, string>;
  const ask = await openAppHttp(engine);
  // Not resolved against it: `//host/path` would take the token elsewhere.
  const url = `${new URL(app.url).origin}${path.startsWith('/') ? path : `/${path}`}`;
  const reply = await ask(url, {
    method: method.toUpperCase(),
    headers,
    ...(body === undefined ? {} : { body }),
  });
  return { data: dataOf(reply), text: textOf(reply) };
}

function parseHeader(header: string): [string, string] {
  const colon = header.indexOf(':');
  if (colon < 1) throw errors.error('headerMalformed', { header });
  return [header.slice(0, colon).trim().toLowerCase(), header.slice(colon + 1).trim()];
}

function dataOf({ status, headers, text }: HttpReply) {
  return { status, headers, body: parsed(text) };
}

function textOf({ status, headers, text }: HttpReply): string {
  const body = parsed(text);
  const shown = typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  const told = ['location', 'etag', 'retry-after', 'x-request-id'].filter((name) => headers[name] !== undefined);
  return [
    `HTTP ${status}`,
    ...told.map((name) => `${name}: ${String(headers[name])}`),
    ...(text === '' ? [] : ['', shown]),
  ].join('\n');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
