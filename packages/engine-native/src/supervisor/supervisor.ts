import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describeError, type Problem } from '@scalr/errors';
import { printJson, writeIfChanged } from '@scalr/fileset';
import { HUB_SLUG, includesChoice, type Plan } from '@scalr/plan';
import { engineErrors, type GatewayConfig, type ProcessStatus, type UpResult } from '@scalr/ports';
import { checkBackends } from '../backends/index.ts';
import { errors } from '../errors.ts';
import { buildFrontends } from '../frontends/index.ts';
import { databaseUrl } from '../ground.ts';
import { authorityFileOf, catalogFileOf, type Layout, socketOf } from '../layout.ts';
import { provisionDatabases, refusal } from '../postgres/index.ts';
import { checkPythonBackends, PythonEnvironments } from '../python/index.ts';
import { renderGateway } from '../render.ts';
import { type BackendGround, backendFolder, backendSpec } from './backend-process.ts';
import { EditedSites } from './edited-sites.ts';
import { frontendsMessage, frontendsSpec } from './frontends-process.ts';
import { GatewayLink } from './gateway-link.ts';
import type { NodeCommand } from './node-command.ts';
import { adminUrlOf, gatewaySpec, identitySpec, postgresSpec } from './platform-processes.ts';
import { probe } from './probe.ts';
import { ProcessRecords } from './process-records.ts';
import { ProcessTable } from './process-table.ts';
import { type PreparedApps, PythonApps } from './python-apps.ts';
import { PythonSpares } from './python-spares.ts';
import { ServiceEntries } from './service-entries.ts';
import { Spares } from './spares.ts';
import { type OnProgress, step } from './step.ts';
import type { SupervisedProcess } from './supervised-process.ts';

export interface SupervisorOptions {
  readonly layout: Layout;
  readonly command: NodeCommand;
  /** Loopback port of the identity provider's key set. */
  readonly internalPort: () => number;
  /** Settings of pip and uv, for whoever makes Python environments. */
  readonly installers: Readonly<Record<string, string>>;
  /** The Python that somebody named; undefined: found on PATH. */
  readonly python: () => Promise<string | undefined>;
  readonly now: () => Date;
}

/** Milliseconds that the requests under way, the backends and the database have when everything ends. */
const DOWN_WITHIN_MS = { gateway: 4_500, rest: 3_000, postgres: 2_000 };

/** A first page in edit mode has to be compiled, on a slow machine too. */
const HUB_WITHIN_MS = 60_000;

/** The one process that starts, watches and ends all others of a workspace. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #records: ProcessRecords;
  readonly #table: ProcessTable;
  readonly #link: GatewayLink;
  readonly #spares: Spares;
  readonly #entries: ServiceEntries;
  readonly #pythonSpares: PythonSpares;
  readonly #pythonApps: PythonApps;
  readonly #backends: BackendGround;
  /** FastAPI apps that the machine cannot run. */
  #unfit: PreparedApps['failures'] = new Map();
  #plan: Plan | null = null;
  #builds: ReadonlyMap<string, string> = new Map();
  #applying = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: SupervisorOptions) {
    const { layout, command, now, python } = options;
    this.#options = options;
    this.#records = new ProcessRecords(layout);
    this.#table = new ProcessTable(layout.logs, this.#records, { onStateChange: (p) => this.#onStateChange(p) }, now);
    const sites = new EditedSites(layout, (message) => this.#link.tell(message));
    this.#link = new GatewayLink({
      onWake: (name) => this.#wake(name),
      onIdle: (name) => this.#putToSleep(name),
      onBuild: (slug) => void sites.answer(slug, this.#plan),
    });
    const log = this.#table.log('spare');
    this.#entries = new ServiceEntries(layout, (line) => log.write(line));
    const pool = { command, layout, records: this.#records, log };
    this.#spares = new Spares(pool);
    this.#pythonSpares = new PythonSpares(pool);
    const environments = new PythonEnvironments({
      ...{ installFolder: layout.install, workspaceFolder: layout.workspace },
      ...{ env: { ...command.env, ...options.installers }, python },
    });
    this.#pythonApps = new PythonApps(layout, environments, this.#pythonSpares);
    this.#backends = { layout, command, spares: this.#spares, environments, pythonSpares: this.#pythonSpares };
  }

  /** Ends what a killed supervisor left behind. Before anything else. */
  recover(): Promise<readonly string[]> {
    return this.#records.sweep();
  }

  get plan(): Plan | null {
    return this.#plan;
  }

  /** Whether a plan is being made true right now. */
  get applying(): boolean {
    return this.#applying > 0;
  }

  status(): readonly ProcessStatus[] {
    return this.#table.status();
  }

  /**
   * Makes the plan true. Calls take turns.
   * @returns what changed, and what could not be built
   * @throws ScalrError of the step that failed; what runs goes on
   */
  apply(plan: Plan, onProgress: OnProgress): Promise<UpResult> {
    this.#applying += 1;
    return this.#inTurn(() => this.#makeTrue(plan, onProgress)).finally(() => {
      this.#applying -= 1;
    });
  }

  async #makeTrue(plan: Plan, onProgress: OnProgress): Promise<UpResult> {
    if (this.#plan !== null && !includesChoice(plan.choice, this.#plan.choice))
      return { changed: false, problems: [], overtaken: true };
    const isUp = ['postgres', 'auth', 'gateway'].every((name) => this.#isUp(name, plan));
    if (isUp && isDeepStrictEqual(this.#plan, plan)) return this.#rebuild(plan);
    // Vite takes longest to start, and needs nobody.
    if (plan.mode === 'edit') void this.#frontends(plan).then((host) => host.ensure().catch(() => {}));
    // The packages may have to come from far away; TypeScript apps wait for none of that.
    const python = this.#pythonApps.prepare(plan, onProgress);
    await this.#platform(plan, onProgress);
    const problems = await this.#build(plan, onProgress, python);
    this.#plan = plan;
    await this.#apps(plan);
    await this.#gateway(plan, onProgress);
    await step('portal', onProgress, () => this.#hubAnswers(plan));
    void this.#spares.renew().then(() => this.#entries.renew());
    return { changed: true, problems: [...problems, ...(await this.#judge(await python))], overtaken: false };
  }

  /** The plan is as before, but what it names may have been edited: production serves builds and not sources. */
  async #rebuild(plan: Plan): Promise<UpResult> {
    const former = this.#builds;
    const unfit = this.#unfit.size;
    const python = this.#pythonApps.prepare(plan, () => {});
    const problems = [...(await this.#build(plan, () => {}, python)), ...(await this.#judge(await python))];
    const isBuilt = !isDeepStrictEqual(former, this.#builds);
    if (isBuilt) this.#link.tell({ type: 'config', config: this.#gatewayConfig(plan) });
    return { changed: isBuilt || this.#unfit.size < unfit, problems, overtaken: false };
  }

  /** Shows which FastAPI apps the machine cannot run, and lets those run that it now can. */
  async #judge({ failures }: PreparedApps): Promise<readonly Problem[]> {
    for (const slug of this.#unfit.keys()) if (!failures.has(slug)) this.#table.get(slug)?.forgive();
    this.#unfit = failures;
    await Promise.all(
      [...failures.keys()].map(async (slug) =>
        this.#table
          .get(slug)
          ?.ensure()
          .catch(() => {}),
      ),
    );
    const problems = [...failures.values()].flatMap((failure) => failure.problems);
    // One cause for many apps is told once.
    return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
  }

  /** @throws ScalrError `PROCESS_UNKNOWN`, `PROCESS_FAILED` */
  restart(name: string): Promise<void> {
    return this.#inTurn(async () => {
      const process = this.#table.require(name);
      if (process.state === 'asleep') {
        process.forgive();
        return;
      }
      await process.restart();
    });
  }

  /** Something changed below an app's or the platform's backend sources: what is awake and concerned starts anew. */
  async refresh(slugs: readonly string[] | 'all'): Promise<void> {
    if (slugs === 'all') await Promise.all([this.#spares.renew(), this.#pythonSpares.renew()]);
    const concerned = this.#table
      .all()
      .filter(({ spec }) => spec.kind === 'backend' && (slugs === 'all' || slugs.includes(spec.name)));
    await Promise.all(
      concerned.map(async (process) => {
        process.forgive();
        if (process.state === 'asleep') return;
        // The gateway holds requests from here on, so that nobody meets the gap.
        this.#link.tell({ type: 'asleep', upstream: process.spec.name });
        await process.restart().catch(() => {});
      }),
    );
  }

  /** Ends everything within ten seconds: first what takes requests, then what answers them, then the database. */
  shutdown(): Promise<void> {
    return this.#inTurn(async () => {
      this.#plan = null;
      await Promise.all([this.#spares.close(), this.#pythonSpares.close()]);
      await this.#table.get('gateway')?.stop(DOWN_WITHIN_MS.gateway);
      const rest = this.#table.all().filter(({ spec }) => spec.name !== 'postgres');
      await Promise.all(rest.map((process) => process.stop(DOWN_WITHIN_MS.rest)));
      await this.#table.get('postgres')?.stop(DOWN_WITHIN_MS.postgres);
      await this.#table.settleLogs();
    });
  }

  #isUp(name: string, plan: Plan): boolean {
    if (name === 'postgres' && plan.postgres.kind === 'server') return true;
    return this.#table.get(name)?.state === 'running';
  }

  async #platform(plan: Plan, onProgress: OnProgress): Promise<void> {
    const { layout, command } = this.#options;
    await step('postgres', onProgress, async () => {
      if (plan.postgres.kind === 'embedded') {
        return (await this.#table.put(postgresSpec(plan, layout, command))).ensure();
      }
      const detail = await refusal(plan.postgres.url);
      if (detail !== null) throw errors.error('serverUnreachable', { server: new URL(plan.postgres.url).host, detail });
    });
    await step('databases', onProgress, async () => {
      const made = await provisionDatabases(adminUrlOf(plan, layout), plan.databases);
      return made.length === 0 ? undefined : `made ${made.join(', ')}`;
    });
  }

  /** Production: builds and checks what is stale. Where building fails, the app's last good build stays. */
  async #build(plan: Plan, onProgress: OnProgress, python: Promise<PreparedApps>): Promise<readonly Problem[]> {
    if (plan.mode !== 'production') return [];
    const { state: stateFolder, install: installFolder, workspace: workspaceFolder } = this.#options.layout;
    const apps = plan.apps.flatMap(({ slug, folder, frontend: kind }) =>
      kind === null ? [] : [{ slug, kind, root: join(workspaceFolder, folder, 'frontend') }],
    );
    const backends = plan.apps
      .filter(({ manifest }) => manifest.backend === 'typescript')
      .map(({ slug, folder }) => ({ slug, root: join(workspaceFolder, folder, 'backend') }));
    const builds = new Map<string, string>();
    const problems: Problem[] = [];
    await step('frontends', onProgress, async () => {
      for (const outcome of await buildFrontends({ apps, stateFolder, installFolder, workspaceFolder })) {
        const folder = outcome.ok ? outcome.folder : this.#builds.get(outcome.slug);
        if (folder !== undefined) builds.set(outcome.slug, folder);
        if (!outcome.ok) problems.push(...outcome.problems);
      }
      return problems.length === 0 ? undefined : problems.map(({ message }) => message).join('; ');
    });
    this.#builds = builds;
    await step('backends', onProgress, async () => {
      const { environments } = await python;
      const inPython = plan.apps.flatMap((app) => {
        const environment = environments.get(app.slug);
        const root = backendFolder(app, this.#options.layout);
        return environment === undefined ? [] : [{ slug: app.slug, root, environment }];
      });
      for (const outcome of [
        ...(await checkBackends({ apps: backends, stateFolder, installFolder, workspaceFolder })),
        ...(await checkPythonBackends(inPython, workspaceFolder)),
      ]) {
        problems.push(...outcome.problems);
      }
    });
    return problems;
  }

  async #apps(plan: Plan): Promise<void> {
    const { layout } = this.#options;
    const { catalog: apps, quarantined } = plan;
    await writeIfChanged(catalogFileOf(layout), printJson({ apps, quarantined }), { mode: 0o600 });
    await this.#table.keepOnly(new Set(plan.processes.map(({ name }) => name)));
    for (const process of plan.processes) {
      if (process.kind === 'frontend') {
        const host = await this.#frontends(plan);
        host.handle?.send(frontendsMessage(plan, layout));
      }
      const app = plan.apps.find(({ slug }) => slug === process.slug);
      if (process.kind === 'backend' && app) await this.#table.put(backendSpec(app, this.#backends));
    }
  }

  #frontends(plan: Plan): Promise<SupervisedProcess> {
    const { layout, command } = this.#options;
    return this.#table.put(frontendsSpec(() => this.#plan ?? plan, layout, command));
  }

  async #gateway(plan: Plan, onProgress: OnProgress): Promise<void> {
    const { layout, command } = this.#options;
    const config = () => this.#gatewayConfig(this.#plan ?? plan);
    const auth = plan.databases.find(({ owner }) => owner === 'auth');
    if (auth === undefined) throw new Error('the plan has no database of the identity provider');
    const place = {
      adminSocket: socketOf(layout, 'auth-admin'),
      internalPort: this.#options.internalPort(),
      databaseUrl: databaseUrl(plan.postgres, layout, auth),
    };
    await Promise.all([
      step('sign-in', onProgress, async () =>
        (await this.#table.put(identitySpec(plan, layout, command, this.#entries, place))).ensure(),
      ),
      step('gateway', onProgress, async () => {
        const gateway = await this.#table.put(gatewaySpec(plan, layout, command, this.#entries, this.#link, config));
        await gateway.ensure();
      }),
    ]);
    this.#link.tell({ type: 'config', config: config() });
  }

  #gatewayConfig(plan: Plan): GatewayConfig {
    return renderGateway(plan, this.#options.layout, { awake: this.#table.awake(), builds: this.#builds });
  }

  async #hubAnswers(plan: Plan): Promise<void> {
    if (!plan.routes.some(({ slug }) => slug === HUB_SLUG)) return;
    const signal = AbortSignal.timeout(HUB_WITHIN_MS);
    const { host, hostname } = new URL(plan.portalUrl);
    const place = { host: '127.0.0.1', port: plan.origin.port };
    const isTls = plan.origin.scheme === 'https';
    const target = isTls
      ? { ...place, servername: hostname, ca: await readFile(authorityFileOf(this.#options.layout), 'utf8') }
      : place;
    // Not as a browser: the gateway then holds the request instead of showing its waiting page.
    const status = await probe({ target, path: '/', host, accept: '*/*', timeoutMs: HUB_WITHIN_MS, signal }).catch(
      (error: Error) => error.message,
    );
    if (status !== 200) throw engineErrors.error('hubSilent', { url: plan.portalUrl, detail: `it said ${status}` });
  }

  #wake(name: string): void {
    const process = this.#table.get(name);
    if (process === undefined) return;
    process.ensure().then(
      () => this.#link.tell({ type: 'awake', upstream: name }),
      (error) => {
        const { code, message, fix } = describeError(error).problems[0] as Problem;
        const retryAfterSeconds = process.retryAfterSeconds;
        this.#link.tell({ type: 'failed', upstream: name, code, message, fix, retryAfterSeconds });
      },
    );
  }

  #putToSleep(name: string): void {
    const process = this.#table.get(name);
    if (process?.spec.sleeps) void process.stop();
  }

  #onStateChange(process: SupervisedProcess): void {
    const upstream = process.spec.name;
    if (process.state === 'running') this.#link.tell({ type: 'awake', upstream });
    if (process.state === 'restarting' || process.state === 'asleep') this.#link.tell({ type: 'asleep', upstream });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}
