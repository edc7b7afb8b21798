import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@scalr/process';
import { type CliAnswer, http, type PlatformUnderTest } from '@scalr/testing';
import { expect } from 'vitest';

export interface ApiRequest {
  /** Username; left out: nobody. */
  readonly as?: string;
  /** Sent as JSON by POST. */
  readonly body?: object;
}

/** What tests of apps that come and go ask of a platform. */
export interface AppLife {
  up(): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it and assert what they find
  request(slug: string, path: string, request?: ApiRequest): Promise<{ status: number; body: any }>;
  /** Titles of somebody's notes, sorted. */
  titlesOf(slug: string, username: string): Promise<string[]>;
  /** Runs a use case in a process that kills itself at a step. */
  killedAt(useCase: 'newApp' | 'renameApp' | 'removeApp', step: string, wish: object): Promise<void>;
  /** Names in a folder of the workspace, sorted; none where there is no such folder. */
  below(folder: string): readonly string[];
  read(path: string): string;
  /** Value of a key of `.env.shared`. */
  secret(key: string): string | undefined;
}

export function appLife(platform: PlatformUnderTest): AppLife {
  const { root, cli } = platform;
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  /** Commands that say the same each time, asked once. */
  const said = new Map<string, Promise<CliAnswer>>();
  const once = (...args: readonly string[]) => {
    const key = args.join(' ');
    const known = said.get(key) ?? cli(args);
    said.set(key, known);
    return known;
  };
  const ask = async (slug: string, path: string, { as, body }: ApiRequest) => {
    const [address, allowed] = await Promise.all([
      once('open', slug, '--json'),
      as === undefined ? null : once('token', slug, '--as', as, '--json'),
    ]);
    const token: string | undefined = allowed?.data.access_token;
    return http(`${address.data.url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  };
  const life: AppLife = {
    read,
    up: async () => {
      // Another test may take the port between the look at it and its use.
      const first = await cli(['up', '--json']);
      if (first.code !== 0) expect((await cli(['up', '--json'])).stdout).toContain('portal_url');
    },
    request: async (slug, path, request = {}) => {
      let answer = await ask(slug, path, request).catch(() => null);
      // An app that came, went or moved since has another address or other tokens.
      if (answer === null || answer.status === 401 || answer.status === 404) {
        said.clear();
        answer = await ask(slug, path, request);
      }
      const { status, text } = answer;
      return { status, body: text.startsWith('{') ? JSON.parse(text) : text };
    },
    titlesOf: async (slug, username) => {
      const { body } = await life.request(slug, '/api/notes', { as: username });
      return body.items.map(({ title }: { title: string }) => title).sort();
    },
    killedAt: async (useCase, step, wish) => {
      const { PATH = '', HOME = '' } = process.env;
      const driver = join(import.meta.dirname, 'life-process.ts');
      const ended = await run([process.execPath, driver, useCase, step, JSON.stringify(wish)], {
        cwd: root,
        env: { PATH, HOME, SCALR_WORKSPACE: root },
        timeoutMs: 60_000,
      });
      expect({ code: ended.code, said: ended.stderr }).toMatchObject({ code: 137 });
    },
    below: (folder) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : []),
    secret: (key) => read('.env.shared').match(new RegExp(`^${key}=(.*)$`, 'm'))?.[1],
  };
  return life;
}
