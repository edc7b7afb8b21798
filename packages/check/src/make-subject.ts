import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ScalrError } from '@scalr/errors';
import { databaseName } from '@scalr/manifest';
import { canonicalOpenApi, DOCUMENT_FILE } from '@scalr/openapi';
import type { AppPlan, Plan } from '@scalr/plan';
import { openAppHttp, type Platform } from '@scalr/platform';
import { run } from '@scalr/process';
import { readWorkspaceText } from '@scalr/workspace';
import { openBrowserSession } from './browser-session.ts';
import { errors } from './errors.ts';
import { signInRequest } from './sign-in-request.ts';
import type { Persona, Subject } from './subject.ts';

export interface SubjectOptions {
  readonly platform: Platform;
  readonly plan: Plan;
  readonly app: AppPlan;
  /** Absolute path of the checkout. */
  readonly install: string;
  /** Absolute path of the state folder. */
  readonly state: string;
  readonly browser: () => Promise<string>;
  /** Of the programs that a stage runs. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The app under check, over a running platform.
 * @throws ScalrError `CHECK_NOT_IN_PRODUCTION`
 */
export async function makeSubject(options: SubjectOptions): Promise<Subject> {
  const { platform, plan, app, install, state, env } = options;
  const { engine, identity, inspection, root } = platform;
  const { tokens } = identity;
  if (plan.mode === 'production' || tokens === undefined) throw errors.error('production', {});
  const clientId = plan.clients.find(({ slug }) => slug === app.slug)?.clientId ?? app.slug;
  const given = new Map<Persona, Promise<string>>();
  const tokenOf = (persona: Persona): Promise<string> => {
    const known = given.get(persona) ?? tokens.issue(clientId, persona).then(({ accessToken }) => accessToken);
    given.set(persona, known);
    return known;
  };
  const send = await openAppHttp(engine);
  const evidence = join(state, 'check', app.slug);
  await mkdir(evidence, { recursive: true });
  const database = databaseName(app.manifest);
  let document: Promise<unknown> | null = null;
  return {
    ...{ platform, app, plan, root, install, state, evidence },
    http: async (path, { as = 'anon', headers = {}, ...question } = {}) => {
      const authorization = as === 'anon' ? {} : { authorization: `Bearer ${await tokenOf(as)}` };
      return send(new URL(path, app.url).href, {
        ...question,
        headers: { accept: 'application/json', ...authorization, ...headers },
      });
    },
    query: async (sql) => {
      if (database === undefined) throw errors.error('noDatabase', { slug: app.slug });
      return inspection.query(database, sql, 1_000);
    },
    apiDocument: () => {
      document ??= readDocument(platform, app);
      return document;
    },
    restart: () => engine.restart(app.slug),
    logs: async (lines) => {
      const said: string[] = [];
      for await (const { text } of engine.logs({ process: app.slug, tail: lines })) said.push(text);
      return said;
    },
    browser: openBrowserSession({
      executable: options.browser,
      signInLink: (as) => tokens.signInLink(as, `${app.url}/`),
      signInRequest: signInRequest(plan, app),
      url: app.url,
    }),
    run: async (argv, { cwd = root, timeoutMs = 60_000 } = {}) => run(argv, { cwd, env, timeoutMs }),
  };
}

/** The kept document is that of the sources, or the first stage would have said so; else the sources are asked. */
async function readDocument({ apis, root }: Platform, { slug, folder, manifest, env }: AppPlan): Promise<unknown> {
  if (manifest.backend === 'none') throw errors.error('noBackend', { slug });
  const kept = await readWorkspaceText(root, `packages/api-types/src/${slug}/${DOCUMENT_FILE}`);
  if (kept !== null) return canonicalOpenApi(JSON.parse(kept));
  const { routing, auth, backend: language } = manifest;
  const place = { slug, language, backend: join(root, folder, 'backend'), auth: auth.required };
  const known = Object.fromEntries(env.filter(({ secret }) => !secret).map(({ key, value }) => [key, value]));
  const [reading] = await apis.read([{ ...place, healthPath: routing.health_path as `/${string}`, env: known }]);
  if (reading?.ok === true) return canonicalOpenApi(reading.document);
  const [first, ...rest] = reading?.problems ?? [];
  throw first === undefined ? errors.error('noBackend', { slug }) : new ScalrError('user', [first, ...rest]);
}
