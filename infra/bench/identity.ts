import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createCluster,
  findBinaries,
  findPrivileges,
  ids,
  provisionDatabases,
  serverArgv,
  socketUrl,
  waitUntilReady,
} from '@scalr/engine-native/postgres';
import { createEmbeddedIdentity } from '@scalr/identity-embedded';
import { type ChildProcessHandle, start } from '@scalr/process';
import type { Bench, Figure } from './bench.ts';
import { refresh, signIn, type Target } from './identity/visitor.ts';

const PASSWORD = 'correct horse 4 staple battery';
const CONCURRENCY = 16;

interface Running {
  readonly target: Target;
  readonly child: ChildProcessHandle;
}

interface Sample {
  readonly perSecond: number;
  /** Operations for each second of processor time the service itself took, all its threads. */
  readonly perCpuSecond: number;
  readonly p50: number;
  readonly p99: number;
}

async function postgres(folder: string) {
  chmodSync(folder, 0o755);
  const env = { PATH: process.env.PATH ?? '', TMPDIR: tmpdir() };
  const binaries = findBinaries();
  const privileges = await findPrivileges(process.getuid?.() ?? 1, [folder], env);
  const password = randomBytes(12).toString('hex');
  const data = join(folder, 'data');
  await createCluster({ binaries, privileges, folder: data, password, env });
  const child = await start(serverArgv({ binaries, privileges, folder: data, socketFolder: folder }), {
    name: 'postgres',
    cwd: folder,
    env,
    ...ids(privileges),
  });
  const adminUrl = socketUrl({ role: 'postgres', password, database: 'postgres', socketFolder: folder });
  const refusal = await waitUntilReady(adminUrl, 20_000, AbortSignal.timeout(20_000));
  if (refusal !== null) throw new Error(`Postgres did not start: ${refusal}`);
  const databaseUrl = async (name: string) => {
    await provisionDatabases(adminUrl, [{ name, role: name, password, owner: name }]);
    return socketUrl({ role: name, password, database: name, socketFolder: folder });
  };
  return { child, databaseUrl };
}

async function listening(script: string, env: Record<string, string>): Promise<ChildProcessHandle> {
  let said = '';
  return new Promise((resolve, reject) => {
    const child = start([process.execPath, fileURLToPath(new URL(script, import.meta.url))], {
      name: script,
      cwd: process.cwd(),
      env: { PATH: process.env.PATH ?? '', ...env },
      ipc: true,
      onLine: (line) => {
        said += `${line}\n`;
      },
      onMessage: () => void child.then(resolve),
    });
    void child.then(({ exited }) => exited.then(() => reject(new Error(said))), reject);
  });
}

async function ours(folder: string, name: string, databaseUrl: string, hashing: boolean): Promise<Running> {
  const socketPath = join(folder, `${name}.sock`);
  const adminSocket = join(folder, `${name}-admin.sock`);
  const child = await listening('./identity/server.ts', {
    PORT: socketPath,
    ADMIN_SOCKET: adminSocket,
    DATABASE_URL: databaseUrl,
    ISSUER: 'http://auth.localhost',
    KEYS_FOLDER: join(folder, `${name}-keys`),
    COOKIE_KEYS: randomBytes(32).toString('hex'),
    PORTAL_URL: 'http://portal.localhost',
    HASHING: hashing ? '1' : '0',
  });
  const identity = createEmbeddedIdentity({ socketPath: adminSocket, allowTokens: false });
  await identity.syncClients([
    {
      clientId: 'hello',
      slug: 'hello',
      name: 'Hello',
      audience: 'urn:app:hello',
      redirectUris: ['http://hello.localhost/auth/callback'],
      postLogoutRedirectUris: [],
      backchannelLogoutUri: null,
      scopes: ['openid', 'profile', 'email'],
      requiredGroups: ['staff'],
      service: null,
      visibleGroups: ['staff'],
    },
  ]);
  const usernames = Array.from({ length: 64 }, (_, index) => `person-${index}`);
  for (const username of usernames) {
    await identity.addUser({
      username,
      name: username,
      email: `${username}@example.test`,
      groups: ['staff'],
      password: PASSWORD,
    });
  }
  return { child, target: { socketPath, usernames, password: PASSWORD } };
}

async function peer(folder: string): Promise<Running> {
  const socketPath = join(folder, 'peer.sock');
  const child = await listening('./identity/peer.ts', { PORT: socketPath });
  return { child, target: { socketPath, usernames: ['person'], password: PASSWORD } };
}

const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

/** PSS in MB, three seconds after the last request. */
async function idleMemory({ child }: Running): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const rollup = readFileSync(`/proc/${child.record.pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) / 1024;
}

/** `work(turn, lane)` over and over in so many lanes at once. */
async function measure(
  pid: number,
  seconds: number,
  work: (turn: number, lane: number) => Promise<void>,
): Promise<Sample> {
  const times: number[] = [];
  let turn = 0;
  const cpu = cpuSeconds(pid);
  const began = performance.now();
  const lane = async (index: number) => {
    while (performance.now() - began < seconds * 1000) {
      const before = performance.now();
      await work(turn++, index);
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, (_, index) => lane(index)));
  const elapsed = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] as number;
  return {
    perSecond: times.length / elapsed,
    perCpuSecond: times.length / Math.max(0.01, cpuSeconds(pid) - cpu),
    p50: at(0.5),
    p99: at(0.99),
  };
}

let offset = 0;
async function signIns({ target, child }: Running, seconds: number): Promise<Sample> {
  offset += 1_000_000;
  const base = offset;
  return measure(child.record.pid, seconds, async (turn) => void (await signIn(target, base + turn)));
}

async function refreshes({ target, child }: Running, seconds: number): Promise<Sample> {
  offset += 1_000_000;
  const tokens = await Promise.all(Array.from({ length: CONCURRENCY }, (_, lane) => signIn(target, offset + lane)));
  return measure(child.record.pid, seconds, async (_turn, lane) => {
    tokens[lane] = await refresh(target, tokens[lane] as string);
  });
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
};

/** Sign-ins and refreshes of the real service over a real Postgres, beside oidc-provider with its adapter in memory. */
const identity: Bench = {
  name: 'identity',
  title: 'Sign-ins and token refreshes',
  run: async ({ quick, log }) => {
    const folder = mkdtempSync(join(tmpdir(), 'scalr-bench-'));
    const seconds = quick ? 2 : 5;
    const rounds = quick ? 2 : 4;
    const stopping: (() => Promise<unknown>)[] = [];
    try {
      const database = await postgres(folder);
      stopping.push(() => database.child.stop({ signal: 'SIGINT' }));
      const running = async (opened: Promise<Running>) => {
        const one = await opened;
        stopping.unshift(() => one.child.stop());
        return one;
      };
      const plain = await running(ours(folder, 'plain', await database.databaseUrl('plain'), false));
      const hashing = await running(ours(folder, 'hashing', await database.databaseUrl('hashing'), true));
      const beside = await running(peer(folder));

      const samples: Record<'signIn' | 'peerSignIn' | 'refresh' | 'peerRefresh', Sample[]> = {
        signIn: [],
        peerSignIn: [],
        refresh: [],
        peerRefresh: [],
      };
      const tasks = {
        signIn: () => signIns(plain, seconds),
        peerSignIn: () => signIns(beside, seconds),
        refresh: () => refreshes(plain, seconds),
        peerRefresh: () => refreshes(beside, seconds),
      };
      // The first second is compilation.
      for (const task of [() => signIns(plain, 1), () => signIns(beside, 1)]) await task();
      for (let round = 0; round < rounds; round++) {
        const order = (Object.keys(tasks) as (keyof typeof tasks)[]).sort(() => Math.random() - 0.5);
        for (const name of order) {
          const sample = await tasks[name]();
          samples[name].push(sample);
          log(`${name}: ${sample.perSecond.toFixed(0)}/s, ${sample.perCpuSecond.toFixed(0)} a CPU second`);
        }
      }
      const withHashing = await signIns(hashing, seconds);
      const memory = await idleMemory(hashing);

      const figure = (
        name: string,
        unit: Figure['unit'],
        own: readonly Sample[],
        others: readonly Sample[],
        pick: (sample: Sample) => number,
        target: string | null,
        better: 'high' | 'low' = 'high',
        note?: string,
      ): Figure => {
        const values = own.map(pick);
        const theirs = others.map(pick);
        return {
          name,
          unit,
          ours: median(values),
          best: better === 'high' ? Math.max(...values) : Math.min(...values),
          peer: { name: 'oidc-provider, adapter in memory', value: median(theirs) },
          ratio: median(values.map((value, index) => value / (theirs[index] as number))),
          target,
          ...(note === undefined ? {} : { note }),
        };
      };
      const { signIn: own, peerSignIn: theirs, refresh: ownRefresh, peerRefresh: theirRefresh } = samples;
      const aside = 'hashing aside; load, Postgres and service share the cores';
      const perCore = 'a second of the processor time of the service process, all its threads';
      return [
        figure('sign-ins', 'sign-ins/s', own, theirs, (one) => one.perSecond, 'A2', 'high', aside),
        figure('sign-ins per core', 'sign-ins/s', own, theirs, (one) => one.perCpuSecond, 'A2', 'high', perCore),
        figure('sign-in p50', 'ms', own, theirs, (one) => one.p50, null, 'low', `${CONCURRENCY} at once`),
        figure('sign-in p99', 'ms', own, theirs, (one) => one.p99, null, 'low', `${CONCURRENCY} at once`),
        figure('refreshes', 'refreshes/s', ownRefresh, theirRefresh, (one) => one.perSecond, 'A2', 'high', aside),
        figure(
          'refreshes per core',
          'refreshes/s',
          ownRefresh,
          theirRefresh,
          (one) => one.perCpuSecond,
          'A2',
          'high',
          perCore,
        ),
        figure('refresh p50', 'ms', ownRefresh, theirRefresh, (one) => one.p50, null, 'low', `${CONCURRENCY} at once`),
        figure('refresh p99', 'ms', ownRefresh, theirRefresh, (one) => one.p99, null, 'low', `${CONCURRENCY} at once`),
        {
          name: 'sign-ins with hashing',
          unit: 'sign-ins/s',
          ours: withHashing.perSecond,
          best: withHashing.perSecond,
          peer: null,
          ratio: null,
          target: 'A2',
          note: `argon2id, 19 MiB, two passes; p50 ${withHashing.p50.toFixed(0)} ms, p99 ${withHashing.p99.toFixed(0)} ms`,
        },
        { name: 'identity idle memory', unit: 'MB', ours: memory, best: memory, peer: null, ratio: null, target: 'M1' },
      ];
    } finally {
      for (const stop of stopping) await stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

export default identity;
