import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IdentityServer, type IdentitySettings, startIdentity } from '@scalr/auth-embedded';
import type { OidcClient } from '@scalr/plan';
import { testDatabase } from '@scalr/testing/postgres';
import { type Answer, answerOf } from './answer.ts';

export const ISSUER = 'http://auth.localhost';
export const PASSWORD = 'correct horse 4 staple battery';

export function app(slug: string, more: Partial<OidcClient> = {}): OidcClient {
  const url = `http://${slug}.localhost`;
  return {
    clientId: slug,
    slug,
    name: `The ${slug} app`,
    audience: `urn:app:${slug}`,
    redirectUris: [`${url}/auth/callback`],
    postLogoutRedirectUris: [`${url}/`],
    backchannelLogoutUri: null,
    scopes: ['openid', 'profile', 'email'],
    requiredGroups: [],
    visibleGroups: [],
    service: null,
    ...more,
  };
}

export interface RunningIdentity {
  readonly settings: IdentitySettings;
  readonly server: IdentityServer;
  readonly port: number;
  readonly databaseUrl: string;
  /** Everything the service wrote, line by line. */
  readonly lines: readonly string[];
  admin(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Stops and starts again. */
  restart(change?: Partial<IdentitySettings>): Promise<void>;
  /** After a restart that failed. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The admin API over its unix socket. */
export function adminOver(socketPath: string) {
  return (method: string, path: string, body?: unknown): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ socketPath, method, path }, (incoming) => resolve(answerOf(incoming)));
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

/** A real service on a real socket, over a real Postgres, in a folder of its own. */
export async function runIdentity(change: Partial<IdentitySettings> = {}): Promise<RunningIdentity> {
  const folder = mkdtempSync(join(tmpdir(), 'auth-'));
  const database = await testDatabase();
  const lines: string[] = [];
  let settings: IdentitySettings = {
    listenHost: '127.0.0.1',
    listen: '0',
    internalPort: 0,
    adminSocket: join(folder, 'admin.sock'),
    databaseUrl: database.url,
    issuer: ISSUER,
    keysFolder: join(folder, 'keys'),
    cookieKeys: [randomBytes(32).toString('hex')],
    allowTestTokens: true,
    portalUrl: 'http://portal.localhost',
    platformName: 'SCALR',
    gatewayAddress: null,
    gatewayCaFile: null,
    logLevel: 'info',
    ...change,
  };
  const open = () => startIdentity(settings, (line) => lines.push(line));
  let server = await open();
  return {
    get settings() {
      return settings;
    },
    get server() {
      return server;
    },
    get port() {
      return server.port as number;
    },
    databaseUrl: database.url,
    lines,
    admin: (method, path, body) => adminOver(settings.adminSocket)(method, path, body),
    restart: async (next = {}) => {
      await server.close();
      settings = { ...settings, ...next };
      server = await open();
    },
    start: async () => {
      server = await open();
    },
    stop: async () => {
      await server.close(0);
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Adds a person; the password is {@link PASSWORD} unless given. */
export async function addPerson(
  identity: RunningIdentity,
  username: string,
  groups: string[] = [],
  password = PASSWORD,
) {
  const added = await identity.admin('POST', '/users', {
    username,
    name: `${username[0]?.toUpperCase()}${username.slice(1)} Example`,
    email: `${username}@example.test`,
    groups,
    password,
  });
  if (added.status !== 200) throw new Error(added.text);
  return added.json as { id: string; username: string };
}
