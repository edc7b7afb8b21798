import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '@scalr/plan';
import type { Engine, ProcessStatus } from '@scalr/ports';
import { recordOf } from '@scalr/process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExampleWorkspace, exampleWorkspace } from './example-workspace.ts';
import { http } from './http.ts';
import { until } from './wait.ts';

/** One engine over one workspace, as a test needs it. */
export interface EngineUnderTest {
  readonly engine: Engine;
  /** The plan of the workspace as its files are now. */
  plan(): Promise<Plan>;
}

export interface EngineContract {
  readonly name: string;
  /** Over a workspace that nothing runs in yet. Called again for the same workspace it must find what runs. */
  open(root: string): EngineUnderTest;
  /** Tests that this engine cannot pass: the test's name and the reason. */
  readonly skip?: Readonly<Record<string, string>>;
  /** How soon what was killed serves again; default 5 s. */
  readonly backWithinMs?: number;
  /** A release that cannot start leaves serving what was there; left out: what was there is gone by then. */
  readonly takesBack?: boolean;
  /** For each test; left out: as vitest is configured. Building images takes its time. */
  readonly testWithinMs?: number;
}

/** The one promise that needs Python on the machine; for {@link EngineContract.skip}. */
export const FASTAPI_PROMISE =
  'a FastAPI backend answers from its own database and comes back when it is killed; where backends sleep, it sleeps and wakes';
/** Of engines that put nobody to sleep; for {@link EngineContract.skip}. */
export const SLEEP_PROMISE = 'a backend sleeps when nobody needs it and wakes at the next request, with its data';
/** The one promise that needs Astro built; for {@link EngineContract.skip}. */
export const SITE_PROMISE = 'a site is served: a page, the way to it, 404 with a page, Markdown';
/** Its packages are fetched the first time that a checkout needs them. */
const FASTAPI_WITHIN_MS = 300_000;

const quietly = { onProgress: () => {} };

/**
 * What every engine promises, driven through its public face and over HTTP. The tests build on one another: one
 * platform is brought up once, because that is dear.
 */
export function engineContract(contract: EngineContract): void {
  const { name, open, skip = {}, backWithinMs = 5_000, takesBack = false, testWithinMs } = contract;
  const promise = (title: string, work: () => Promise<void>, timeoutMs = testWithinMs) => {
    const reason = skip[title];
    if (reason === undefined) test(title, work, timeoutMs);
    else test.skip(`${title} (${reason})`, work);
  };

  describe(`engine contract: ${name}`, () => {
    let workspace: ExampleWorkspace;
    let under: EngineUnderTest;
    let plan: Plan;

    const up = async () => {
      plan = await under.plan();
      return under.engine.up(plan, quietly);
    };
    const urlOf = (slug: string) => plan.apps.find((app) => app.slug === slug)?.url ?? `http://${slug}.invalid`;
    const status = async (process: string): Promise<ProcessStatus | undefined> =>
      (await under.engine.status()).find((one) => one.name === process);
    const notes = async () => JSON.parse((await http(`${urlOf('notes')}/api/notes`)).text) as { items: unknown[] };
    /** As this machine counts them: in a container every program thinks that it is the first. */
    const pidOf = async (process: string) => (await status(process))?.pid ?? null;
    /** Somebody answers, and it is another process than before. */
    const isBack = async (process: string, former: number | null, url: string) => {
      // The request first: it may be what wakes it.
      if ((await http(url)).status !== 200) return false;
      const pid = await pidOf(process);
      return pid !== null && pid !== former;
    };
    const addNote = (text: string) =>
      http(`${urlOf('notes')}/api/notes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text }),
      });
    const appFolder = (slug: string) => join(workspace.root, 'apps/products', slug);

    beforeAll(() => {
      workspace = exampleWorkspace('two-apps');
      under = open(workspace.root);
    });
    afterAll(async () => {
      await under.engine.down({ volumes: true });
      workspace.remove();
    });

    promise('where nothing is up, there is no status, no plan, and down says so', async () => {
      expect(await under.engine.status()).toEqual([]);
      expect(await under.engine.current()).toBeNull();
      expect(await under.engine.down({ volumes: false })).toBe(false);
    });

    promise('prepare gives the same addresses every time', async () => {
      const [first, second] = [await under.engine.prepare({}), await under.engine.prepare({})];
      expect(second.origin).toEqual(first.origin);
      expect(second.identityUrl).toBe(first.identityUrl);
    });

    promise('up returns when the hub answers', async () => {
      expect(await up()).toEqual({ changed: true, problems: [], overtaken: false });
      const page = await http(plan.portalUrl, { headers: { accept: 'text/html' } });
      expect(page.status).toBe(200);
      expect(page.text).toContain('<h1>Portal</h1>');
    });

    promise('up again changes nothing and starts nothing', async () => {
      const before = await under.engine.status();
      expect(await up()).toEqual({ changed: false, problems: [], overtaken: false });
      expect((await under.engine.status()).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid));
    });

    promise('two ups at once make one platform', async () => {
      const other = open(workspace.root);
      const results = await Promise.all([up(), other.engine.up(plan, quietly)]);
      expect(results.map(({ changed }) => changed)).toEqual([false, false]);
    });

    promise('current is the plan that was brought up', async () => {
      expect(await under.engine.current()).toEqual(JSON.parse(JSON.stringify(plan)));
    });

    promise('status names every process of the plan', async () => {
      const names = (await under.engine.status()).map((process) => process.name);
      expect(names).toEqual(expect.arrayContaining(plan.processes.map((process) => process.name)));
    });

    promise("an app's backend answers from its own database", async () => {
      expect((await addNote('first')).status).toBe(200);
      expect((await notes()).items).toEqual([{ id: 1, text: 'first' }]);
    });

    promise('an unknown host is 404 and an unknown path below /api/ never gives the page', async () => {
      const unknown = new URL(plan.portalUrl);
      unknown.hostname = 'nobody.localhost';
      expect((await http(unknown.href)).status).toBe(404);
      const answer = await http(`${urlOf('quiet')}/api/nothing`);
      // 401 before 404: who is not signed in learns nothing of what exists.
      expect(answer.status).toBe(401);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    });

    promise('a new app is served without touching the others', async () => {
      await notes();
      const [before, gateway] = [await pidOf('notes'), await pidOf('gateway')];
      cpSync(appFolder('quiet'), appFolder('later'), { recursive: true });
      writeFileSync(
        join(appFolder('later'), 'app.manifest.yml'),
        `manifest_version: 1
id: 6d3c0d56-4c1e-4c59-9d0a-0f5f3f9d1a04
slug: later
name: Later
kind: product
description: Came when everything was up.
created: 2026-01-02
owner: Tests
`,
      );
      // An engine that watches its files may have been faster.
      await up();
      expect((await http(`${urlOf('later')}/api/pid`)).status).toBe(200);
      expect(await pidOf('notes')).toBe(before);
      expect(await pidOf('gateway')).toBe(gateway);
    });

    promise('an app that is gone is no longer served', async () => {
      const url = urlOf('later');
      rmSync(appFolder('later'), { recursive: true });
      await up();
      expect((await http(`${url}/api/pid`)).status).toBe(404);
      expect(await status('later')).toBeUndefined();
    });

    promise(
      FASTAPI_PROMISE,
      async () => {
        const example = exampleWorkspace('two-languages');
        cpSync(join(example.root, 'apps/products/verses'), appFolder('verses'), { recursive: true });
        example.remove();
        expect((await up()).problems).toEqual([]);
        const verses = async () => {
          const { status: code, text } = await http(`${urlOf('verses')}/api/verses`);
          if (code !== 200) throw new Error(text);
          return JSON.parse(text) as { items: unknown[] };
        };
        const made = await http(`${urlOf('verses')}/api/verses`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ text: 'roses are red' }),
        });
        expect(made.status).toBe(201);
        const { items } = await verses();
        expect(items).toEqual([{ id: 1, text: 'roses are red' }]);

        const pid = await pidOf('verses');
        process.kill(pid as number, 'SIGKILL');
        // Who asks before the end was noticed is told to come again.
        const answersAnew = () => isBack('verses', pid, `${urlOf('verses')}/api/verses`);
        await until('verses answers from another process', answersAnew, 20_000);
        if (under.engine.capabilities.sleep) {
          await under.engine.up({ ...(await under.plan()), sleepAfterSeconds: 1 }, quietly);
          await until('verses sleeps', async () => (await status('verses'))?.status === 'asleep', 20_000);
        }
        expect((await verses()).items).toEqual(items);

        rmSync(appFolder('verses'), { recursive: true });
        await up();
        expect(await status('verses')).toBeUndefined();
      },
      FASTAPI_WITHIN_MS,
    );

    promise(
      SITE_PROMISE,
      async () => {
        const example = exampleWorkspace('one-site');
        cpSync(join(example.root, 'docs'), join(workspace.root, 'docs'), { recursive: true });
        example.remove();
        expect((await up()).problems).toEqual([]);
        // Asked once more when the plan has it no longer.
        const site = urlOf('docs');
        const ask = async (path: string) => {
          const { status: code, headers, text } = await http(`${site}${path}`);
          return { code, type: headers['content-type'], to: headers.location, title: /<h1>(.*)<\/h1>/.exec(text)?.[1] };
        };
        const html = 'text/html; charset=utf-8';
        expect(await ask('/')).toEqual({ code: 200, type: html, to: undefined, title: 'Documentation' });
        expect(await ask('/deploy/')).toEqual({ code: 200, type: html, to: undefined, title: 'Deploy' });
        expect(await ask('/deploy?q=1')).toMatchObject({ code: 308, to: '/deploy/?q=1' });
        expect(await ask('/deploy.md')).toMatchObject({ code: 200, type: 'text/markdown; charset=utf-8' });
        expect(await ask('/nothing')).toEqual({ code: 404, type: html, to: undefined, title: 'Nothing here' });
        rmSync(join(workspace.root, 'docs'), { recursive: true });
        await up();
        expect((await ask('/')).code).toBe(404);
      },
      FASTAPI_WITHIN_MS,
    );

    promise('restart gives a process a new life, and only that one', async () => {
      const { items } = await notes();
      const [before, auth] = [await pidOf('notes'), await pidOf('auth')];
      await under.engine.restart('notes');
      expect((await notes()).items).toEqual(items);
      expect(await pidOf('notes')).not.toBe(before);
      expect(await pidOf('auth')).toBe(auth);
    });

    promise('restart of what does not exist names what does', async () => {
      await expect(under.engine.restart('nobody')).rejects.toMatchObject({
        code: 'PROCESS_UNKNOWN',
        message: expect.stringContaining('notes'),
      });
    });

    const within = `${backWithinMs / 1000} s`;

    promise(`a killed backend is back within ${within} and loses no row`, async () => {
      await notes();
      const pid = await pidOf('notes');
      process.kill(pid as number, 'SIGKILL');
      const answersAnew = () => isBack('notes', pid, `${urlOf('notes')}/api/notes`);
      await until('notes answers from another process', answersAnew, backWithinMs);
      expect((await notes()).items).toEqual([{ id: 1, text: 'first' }]);
    });

    for (const victim of ['gateway', 'auth', 'database']) {
      promise(`a killed ${victim} is back within ${within} and loses nothing`, async () => {
        const databases = plan.processes.filter(({ kind }) => kind === 'database');
        const database = databases.find(({ slug }) => slug === 'notes') ?? databases[0];
        const name = victim === 'database' ? (database?.name ?? '') : victim;
        const before = await pidOf(name);
        process.kill(before as number, 'SIGKILL');
        const runsAgain = async () => {
          const now = await status(name);
          return now?.status === 'running' && now.pid !== before;
        };
        await until(`${name} runs again`, runsAgain, backWithinMs);
        await until('notes answers', async () => (await http(`${urlOf('notes')}/api/notes`)).status === 200, 10_000);
        expect((await notes()).items).toEqual([{ id: 1, text: 'first' }]);
        const configuration = `${plan.issuer}/.well-known/openid-configuration`;
        await until('sign-in answers', async () => (await http(configuration)).status === 200, 10_000);
      });
    }

    const takenBack = async () => {
      const broken = join(appFolder('quiet'), 'backend/src/routes/broken.ts');
      writeFileSync(broken, "throw new Error('the coffee is cold');\n");
      const { problems } = await up();
      expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('the coffee is cold')]);
      expect((await http(`${urlOf('quiet')}/api/pid`)).status).toBe(200);
      expect((await notes()).items).toHaveLength(1);
      rmSync(broken);
      expect((await up()).problems).toEqual([]);
      expect((await http(`${urlOf('quiet')}/api/pid`)).status).toBe(200);
    };
    const fails = async () => {
      const broken = join(appFolder('quiet'), 'backend/src/routes/broken.ts');
      // Where sources are served as they are, a restart takes them up; elsewhere they are built anew.
      const takeUp = () => (plan.mode === 'edit' ? under.engine.restart('quiet').catch(() => {}) : up());
      writeFileSync(broken, "throw new Error('the coffee is cold');\n");
      await takeUp();
      const answer = await http(`${urlOf('quiet')}/api/pid`);
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBeDefined();
      // Five starts in vain, seven seconds of pauses between them.
      await until('quiet is failed', async () => (await status('quiet'))?.status === 'failed', 40_000);
      expect((await status('quiet'))?.reason).toContain('the coffee is cold');
      expect((await notes()).items).toHaveLength(1);
      rmSync(broken);
      await takeUp();
      await until('quiet answers', async () => (await http(`${urlOf('quiet')}/api/pid`)).status === 200);
    };
    if (takesBack) promise('a release that cannot start is taken back with its reason, and all go on', takenBack);
    else promise('a backend that cannot start is failed with its reason, the others go on, and mended it runs', fails);

    promise(SLEEP_PROMISE, async () => {
      await under.engine.up({ ...(await under.plan()), sleepAfterSeconds: 1 }, quietly);
      const before = await notes();
      await until('notes sleeps', async () => (await status('notes'))?.status === 'asleep');
      expect((await status('notes'))?.pid).toBeNull();
      expect((await notes()).items).toEqual(before.items);
      expect((await status('notes'))?.status).toBe('running');
      await up();
    });

    promise('logs give what a process said', async () => {
      const lines = [];
      for await (const line of under.engine.logs({ process: 'quiet', tail: 500 })) lines.push(line);
      expect(lines.every((line) => line.process === 'quiet')).toBe(true);
      expect(lines.map(({ text }) => text).join('\n')).toContain('the coffee is cold');
      expect(lines.map(({ time }) => time)).toEqual(lines.map(({ time }) => time).sort());
    });

    promise('down ends every process and keeps the data', async () => {
      const pids = (await under.engine.status()).flatMap(({ pid }) => pid ?? []);
      expect(await under.engine.down({ volumes: false })).toBe(true);
      expect(await under.engine.status()).toEqual([]);
      expect(pids.filter((pid) => recordOf('any', pid) !== null)).toEqual([]);
      expect(await up()).toEqual({ changed: true, problems: [], overtaken: false });
      expect((await notes()).items).toEqual([{ id: 1, text: 'first' }]);
    });

    promise('down with volumes forgets the data', async () => {
      expect(await under.engine.down({ volumes: true })).toBe(true);
      expect(await up()).toEqual({ changed: true, problems: [], overtaken: false });
      expect((await notes()).items).toEqual([]);
    });
  });
}
