import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUDIENCE, accessToken, CLIENT_ID, ISSUER, keyServer, signingKey } from '@scalr/auth-client/testing';
import { provisionDatabases, socketUrl, withAdmin } from '@scalr/engine-native/postgres';
import { type ChildProcessHandle, start } from '@scalr/process';
import { testServer } from '@scalr/testing/postgres';
import { measure } from './app-server/load.ts';
import type { Bench, Figure } from './bench.ts';
import { atRest, pssOfTree } from './platform/process-tree.ts';
import { median } from './platform/statistics.ts';

const MAIN = join(import.meta.dirname, 'app-server/backend/src/main.ts');
const CONNECTIONS = 16;
const NOTES_OF_A_PERSON = 50;
const PEOPLE = 200;

interface Duel {
  readonly name: string;
  readonly target: string | null;
  readonly ours: Visit;
  readonly peer: Visit & { readonly name: string };
}

interface Visit {
  readonly path: string;
  /** Whether a token is sent; a public route does not look at it. */
  readonly isSignedIn: boolean;
}

const bench: Bench = {
  name: 'app-server',
  title: 'App server: start, rest, sign-in and row-level security a request',
  async run({ quick, log }) {
    const folder = mkdtempSync(join(tmpdir(), 'scalr-bench-'));
    const key = await signingKey('bench');
    const [server, keys] = await Promise.all([testServer(), keyServer([key])]);
    try {
      const role = { name: 'bench', role: 'bench', password: 'bench', owner: 'bench' };
      await provisionDatabases(server.adminUrl, [role]);
      const socketFolder = new URL(server.adminUrl).searchParams.get('host') ?? '';
      const unbound = new URL(server.adminUrl);
      unbound.pathname = '/bench';
      const env = {
        APP_SLUG: 'bench',
        PORT: join(folder, 's'),
        DATABASE_URL: socketUrl({ ...role, database: 'bench', socketFolder }),
        UNBOUND_URL: unbound.href,
        PUBLIC_URL: 'http://bench.localhost',
        OIDC_ISSUER: ISSUER,
        OIDC_JWKS_URL: keys.url,
        OIDC_AUDIENCE: AUDIENCE,
        OIDC_CLIENT_ID: CLIENT_ID,
        LOG_LEVEL: 'warn',
      };
      const figures = await startAndRest(env, quick ? 2 : 6);
      const token = await accessToken(key, { now: Math.floor(Date.now() / 1000) });
      const backend = await boot(env);
      try {
        const id = await fill(unbound.href);
        for (const duel of duels(id)) {
          figures.push(await fight(duel, { socket: env.PORT, token, quick, log }));
        }
      } finally {
        await backend.child.stop();
      }
      return figures;
    } finally {
      await keys.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
export default bench;

function duels(id: string): readonly Duel[] {
  const signedIn = (path: string) => ({ path, isSignedIn: true });
  return [
    {
      name: 'a signed-in route',
      target: 'A1',
      ours: signedIn('/api/closed'),
      // The same bytes on the wire, so that what differs is the check alone.
      peer: { name: 'public, same request', ...signedIn('/api/open') },
    },
    {
      name: 'a signed-in route, token and all',
      target: null,
      ours: signedIn('/api/closed'),
      peer: { name: 'public, no token', path: '/api/open', isSignedIn: false },
    },
    {
      name: `a list of ${NOTES_OF_A_PERSON} under row-level security`,
      target: null,
      ours: signedIn('/api/notes'),
      peer: { name: 'the query alone', ...signedIn('/api/unbound-notes') },
    },
    {
      name: 'one row under row-level security',
      target: null,
      ours: signedIn(`/api/notes/${id}`),
      peer: { name: 'the query alone', ...signedIn(`/api/unbound-notes/${id}`) },
    },
  ];
}

/** From sources, as it is edited; a bundled start is the bench of the platform. */
async function startAndRest(env: Readonly<Record<string, string>>, rounds: number): Promise<Figure[]> {
  // The first one migrates, and fills caches that every later one has.
  await (await boot(env)).child.stop();
  const boots: number[] = [];
  const rests: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { child, ms } = await boot(env);
    boots.push(ms);
    await atRest(child.record.pid);
    rests.push(pssOfTree(child.record.pid) ?? Number.NaN);
    await child.stop();
  }
  const alone = { peer: null, ratio: null, target: null };
  return [
    {
      name: 'start to listening',
      unit: 'ms',
      ours: median(boots),
      best: Math.min(...boots),
      ...alone,
      note: 'unbundled',
    },
    { name: 'at rest, PSS', unit: 'MB', ours: median(rests), best: Math.min(...rests), ...alone, note: 'unbundled' },
  ];
}

async function boot(env: Readonly<Record<string, string>>): Promise<{ child: ChildProcessHandle; ms: number }> {
  const began = performance.now();
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    const child = start([process.execPath, MAIN], {
      name: 'backend',
      cwd: process.cwd(),
      env: { PATH: process.env.PATH ?? '', ...env },
      ipc: true,
      onLine: (line) => said.push(line),
      onMessage: () => void child.then((handle) => resolve({ child: handle, ms: performance.now() - began })),
    });
    void child.then(({ exited }) => exited.then(() => reject(new Error(said.join('\n')))), reject);
  });
}

/** Notes of many people, so that policies have something to keep apart. @returns the id of one of the visitor's */
async function fill(adminUrl: string): Promise<string> {
  return withAdmin(adminUrl, async (client) => {
    await client.query(
      `insert into notes (owner_id, title) select $1 || case when person = 1 then 'a1b2' else person::text end, 'Note ' || n
       from generate_series(1, ${PEOPLE}) person, generate_series(1, ${NOTES_OF_A_PERSON}) n`,
      [`${ISSUER}#`],
    );
    await client.query('analyze notes');
    const { rows } = await client.query<{ id: string }>('select id from notes where owner_id = $1 limit 1', [
      `${ISSUER}#a1b2`,
    ]);
    return rows[0]?.id ?? '';
  });
}

interface Arena {
  readonly socket: string;
  readonly token: string;
  readonly quick: boolean;
  readonly log: (line: string) => void;
}

async function fight(duel: Duel, { socket, token, quick, log }: Arena): Promise<Figure> {
  const visit = ({ path, isSignedIn }: Visit, seconds: number) =>
    measure({ socket, path, token: isSignedIn ? token : null, connections: CONNECTIONS, seconds });
  const pairs: { ours: number; peer: number }[] = [];
  for (const warm of [duel.ours, duel.peer]) await visit(warm, 0.5);
  for (let round = 0; round < (quick ? 2 : 6); round += 1) {
    // Whoever is first has the quieter machine as often as the other.
    const isOursFirst = round % 2 === 0;
    const first = await visit(isOursFirst ? duel.ours : duel.peer, quick ? 1 : 2);
    const second = await visit(isOursFirst ? duel.peer : duel.ours, quick ? 1 : 2);
    pairs.push(isOursFirst ? { ours: first, peer: second } : { ours: second, peer: first });
  }
  const ours = pairs.map((pair) => pair.ours);
  const ratio = median(pairs.map((pair) => pair.ours / pair.peer));
  log(`${duel.name}: ${ratio.toFixed(2)} x ${duel.peer.name}`);
  return {
    name: duel.name,
    unit: 'req/s',
    ours: median(ours),
    best: Math.max(...ours),
    peer: { name: duel.peer.name, value: median(pairs.map((pair) => pair.peer)) },
    ratio,
    target: duel.target,
  };
}
