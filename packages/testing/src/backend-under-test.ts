import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ChildProcessHandle, start } from '@scalr/process';
import { tokenRow } from './hostile-token-row.ts';
import { keyAnswers } from './hostile-tokens.ts';
import { type TestDatabase, testDatabase } from './postgres.ts';
import { PYTHON_CACHE } from './python.ts';
import { forgeToken, PARTIES } from './token-forge.ts';
import { type UnixAnswer, type UnixWish, unixHttp } from './unix-http.ts';

/** How one backend is started, in whatever language it is written. */
export interface BackendRecipe {
  readonly name: string;
  argv(): Promise<readonly [string, ...string[]]>;
}

export interface RunningBackend {
  readonly socket: string;
  readonly child: ChildProcessHandle;
  /** Every line of its output so far. */
  readonly lines: readonly string[];
  call(method: string, path: string, wish?: UnixWish): Promise<UnixAnswer>;
}

/** What backends stand on in a test: a provider's keys and one database each. */
export interface BackendStage {
  /** Environment that is complete and right. */
  environment(socket: string): Record<string, string>;
  /** Starts one and waits until it says that it listens; rejects with what it said when it ends instead. */
  start(recipe: BackendRecipe, env?: Readonly<Record<string, string>>): Promise<RunningBackend>;
  /** Runs one to its end. */
  refuse(recipe: BackendRecipe, env: Readonly<Record<string, string>>): Promise<{ code: number | null; said: string }>;
  close(): Promise<void>;
}

export const secondsNow = () => Math.floor(Date.now() / 1_000);

/** An access token of the stage's provider, for a person in the group "staff". */
export function stageToken(claims: Readonly<Record<string, unknown>> = {}): string {
  return forgeToken(tokenRow({ claims }), secondsNow());
}

export function stageLogoutToken(claims: Readonly<Record<string, unknown>>): string {
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  const all = { aud: PARTIES.clientId, events, exp: { $now: 120 }, jti: crypto.randomUUID(), ...claims };
  return forgeToken(tokenRow({ claims: all, header: { typ: 'logout+jwt' } }), secondsNow());
}

export async function backendStage(): Promise<BackendStage> {
  const database: TestDatabase = await testDatabase();
  const provider = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(keyAnswers.one.body);
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const children: ChildProcessHandle[] = [];

  const environment = (socket: string): Record<string, string> => ({
    PATH: process.env.PATH ?? '',
    PYTHONPYCACHEPREFIX: PYTHON_CACHE,
    APP_SLUG: 'example',
    PORT: socket,
    DATABASE_URL: database.url,
    PUBLIC_URL: 'http://example.localhost',
    OIDC_ISSUER: PARTIES.issuer,
    OIDC_JWKS_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/jwks`,
    OIDC_AUDIENCE: PARTIES.audience,
    OIDC_CLIENT_ID: PARTIES.clientId,
    OIDC_PROVIDER: 'embedded',
    AUTH_REQUIRED_GROUPS: 'staff',
    APP_CALLERS: 'billing, crm',
    LOG_LEVEL: 'debug',
  });

  async function spawn(recipe: BackendRecipe, env: Readonly<Record<string, string>>) {
    const lines: string[] = [];
    let heard = () => {};
    const listening = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const child = await start(await recipe.argv(), {
      name: recipe.name,
      cwd: tmpdir(),
      env,
      ipc: true,
      onLine: (line) => lines.push(line),
      onMessage: (message) => {
        if ((message as { type?: unknown }).type === 'listening') heard();
      },
    });
    children.push(child);
    return { child, lines, listening };
  }

  return {
    environment,
    start: async (recipe, env) => {
      const socket = env?.PORT ?? join(mkdtempSync(join(tmpdir(), 'app-')), 's');
      const { child, lines, listening } = await spawn(recipe, { ...environment(socket), ...env });
      const ended = child.exited.then(({ code }) => {
        throw new Error(`${recipe.name} ended with ${code} in ${dirname(socket)}\n${lines.join('\n')}`);
      });
      ended.catch(() => {});
      await Promise.race([listening, ended]);
      return { socket, child, lines, call: (method, path, wish) => unixHttp(socket, method, path, wish) };
    },
    refuse: async (recipe, env) => {
      const base = { PATH: process.env.PATH ?? '', PYTHONPYCACHEPREFIX: PYTHON_CACHE };
      const { child, lines } = await spawn(recipe, { ...base, ...env });
      const { code } = await child.exited;
      return { code, said: lines.join('\n') };
    },
    close: async () => {
      await Promise.all(children.map((child) => child.stop({ signal: 'SIGKILL' })));
      provider.close();
      provider.closeAllConnections();
      await database.drop();
    },
  };
}
