import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { http, type PlatformUnderTest, platformUnderTest, until } from '@scalr/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PASSWORD = 'seven quiet otters swim';
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects
  readonly body: any;
}

/** In the copy of a workspace: the FastAPI backend of an app, which lies beside the other, takes its place. */
function serveWithFastApi(root: string, slug: string): void {
  const folder = join(root, 'apps/products', slug);
  rmSync(join(folder, 'backend'), { recursive: true });
  renameSync(join(folder, 'backend-fastapi'), join(folder, 'backend'));
  appendFileSync(join(folder, 'app.manifest.yml'), 'backend: fastapi\n');
}

/** Apps that call one another over the real gateway, with tokens of the real provider. */
describe.each([
  { name: 'plain', args: [], python: [] },
  { name: 'over TLS', args: ['--tls'], python: [] },
  { name: 'FastAPI calls TypeScript, over TLS', args: ['--tls'], python: ['desk', 'stranger'] },
  { name: 'TypeScript calls FastAPI, and that calls FastAPI', args: [], python: ['billing', 'vault'] },
])('calls between apps, $name', ({ args, python }) => {
  let platform: PlatformUnderTest;
  let portal: string;
  let tokenUrl: string;
  const urlOf = (slug: string) => portal.replace('portal', slug);

  beforeAll(async () => {
    platform = platformUnderTest('calling-apps');
    for (const slug of python) serveWithFastApi(platform.root, slug);
    const { code, data, stdout, stderr } = await platform.cli(['up', '--json', ...args]);
    if (code !== 0) throw new Error(stdout + stderr);
    portal = data.portal_url;
    const plan = (await platform.cli(['plan', '--json'])).data;
    const desk = plan.apps.find((app: { slug: string }) => app.slug === 'desk');
    tokenUrl = desk.env.find((entry: { key: string }) => entry.key === 'OIDC_TOKEN_URL').value;
    const people = [['ada', '--group', 'staff'], ['bob']];
    for (const [name, ...groups] of people) {
      const person = ['user', 'add', name as string, '--email', `${name}@example.org`, '--name', name as string];
      const added = await platform.cli([...person, ...groups, '--password-stdin'], { input: PASSWORD });
      if (added.code !== 0) throw new Error(added.stderr);
    }
  });
  afterAll(() => platform.remove());

  const tokenOf = async (slug: string, username: string): Promise<string> =>
    (await platform.cli(['token', slug, '--as', username, '--json'])).data.access_token;
  const ask = async (slug: string, path: string, token: string, headers = {}): Promise<Reply> => {
    const answer = await http(`${urlOf(slug)}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
    return { status: answer.status, body: JSON.parse(answer.text) };
  };
  const viaDesk = (as: 'user' | 'self', app: string, path: string, token: string, headers = {}) =>
    ask('desk', `/api/as-${as}?${new URLSearchParams({ app, path })}`, token, headers);

  /** What the provider answers to the credentials of an app, taken from where the app has them. */
  const askProvider = (slug: string, form: Record<string, string>): Promise<Reply> => {
    const secrets = readFileSync(join(platform.root, '.env.shared'), 'utf8');
    const secret = new RegExp(`^APP_SECRET_${slug.toUpperCase()}=(.*)$`, 'm').exec(secrets)?.[1] ?? 'none';
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Basic ${Buffer.from(`${slug}.service:${secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      };
      const outgoing = request(tokenUrl, { method: 'POST', headers }, async (incoming) => {
        let text = '';
        for await (const chunk of incoming) text += chunk;
        resolve({ status: incoming.statusCode ?? 0, body: JSON.parse(text) });
      });
      outgoing.on('error', reject);
      outgoing.end(new URLSearchParams(form).toString());
    });
  };
  const selfToken = (slug: string, callee: string) =>
    askProvider(slug, { grant_type: 'client_credentials', resource: `urn:app:${callee}` });

  test('as user: the called app sees the person, and who called', async () => {
    const headers = { traceparent: TRACEPARENT };
    const answer = await viaDesk('user', 'billing', '/api/people', await tokenOf('desk', 'ada'), headers);
    expect(answer).toMatchObject({ status: 200, body: { status: 200 } });
    expect(answer.body.body).toMatchObject({ kind: 'person', caller: 'desk', username: 'ada' });
    expect(answer.body.body.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-/);
  });

  test('the called app notes which request of the caller it served', async () => {
    const url = `${urlOf('desk')}/api/as-user?${new URLSearchParams({ app: 'billing', path: '/api/people' })}`;
    const answer = await http(url, { headers: { authorization: `Bearer ${await tokenOf('desk', 'ada')}` } });
    const id = answer.headers['x-request-id'] as string;
    await until('billing wrote it', async () =>
      (await platform.cli(['logs', 'billing', '--json'])).stdout.includes(id),
    );
    const { stdout } = await platform.cli(['logs', 'billing']);
    const line = stdout.split('\n').find((one) => one.includes(id));
    expect(line).toContain(`"caller":"desk","callerRequestId":"${id}"`);
  });

  test('as self: the called app sees the app, on the routes that name it and on no other', async () => {
    const token = await tokenOf('desk', 'ada');
    const seen = async (path: string) => (await viaDesk('self', 'billing', path, token)).body;
    for (const path of ['/api/desk', '/api/both']) {
      expect(await seen(path)).toMatchObject({
        status: 200,
        body: { kind: 'app', caller: 'desk', subject: 'desk.service', username: null },
      });
    }
    for (const path of ['/api/people', '/api/others', '/api/me', '/api/not-there']) {
      expect(await seen(path)).toMatchObject({ status: 403, body: { code: 'AUTH_PERSON_NEEDED' } });
    }
  });

  test('routes for an app are not for people, whether they come themselves or through the app', async () => {
    const refused = { status: 403, body: { code: 'AUTH_APP_NEEDED' } };
    expect(await ask('billing', '/api/desk', await tokenOf('billing', 'ada'))).toMatchObject(refused);
    const answer = await viaDesk('user', 'billing', '/api/desk', await tokenOf('desk', 'ada'));
    expect(answer.body).toMatchObject(refused);
    expect((await ask('billing', '/api/both', await tokenOf('billing', 'ada'))).status).toBe(200);
  });

  test('the groups of the called app are asked, though the calling one needs none', async () => {
    const answer = await viaDesk('user', 'vault', '/api/secret', await tokenOf('desk', 'ada'));
    expect(answer.body).toEqual({ status: 200, body: { for: 'ada', through: 'desk', groups: ['staff'] } });
    const bob = await viaDesk('user', 'vault', '/api/secret', await tokenOf('desk', 'bob'));
    expect(bob).toMatchObject({ status: 403, body: { code: 'CALL_FORBIDDEN' } });
  });

  test('a call that leads to a call speaks for the same person', async () => {
    const answer = await viaDesk('user', 'billing', '/api/vault', await tokenOf('desk', 'ada'));
    expect(answer.body).toEqual({ status: 200, body: { for: 'ada', through: 'billing', groups: ['staff'] } });
  });

  test('what the manifest does not list is refused before it is asked, and by the provider', async () => {
    const desk = await viaDesk('user', 'stranger', '/api/tries', await tokenOf('desk', 'ada'));
    expect(desk).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
    const stranger = await ask('stranger', '/api/tries', await tokenOf('stranger', 'ada'));
    expect(stranger).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
    expect((await selfToken('desk', 'billing')).status).toBe(200);
    expect(await selfToken('desk', 'stranger')).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
    expect(await selfToken('stranger', 'billing')).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const exchange = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: await tokenOf('desk', 'ada'),
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    };
    const wrong = await askProvider('desk', { ...exchange, audience: 'urn:app:stranger' });
    expect(wrong).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
    // Somebody else's token is worth nothing to an app that got hold of it.
    const stolen = { ...exchange, subject_token: await tokenOf('stranger', 'ada') };
    expect(await askProvider('desk', { ...stolen, audience: 'urn:app:billing' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
  });

  test('the called app refuses tokens for others and forged ones', async () => {
    const refused = { status: 401, body: { code: 'AUTH_TOKEN_INVALID' } };
    expect(await ask('billing', '/api/people', await tokenOf('desk', 'ada'))).toMatchObject(refused);
    const good = (await selfToken('desk', 'billing')).body.access_token as string;
    expect((await ask('billing', '/api/desk', good)).status).toBe(200);
    expect(await ask('vault', '/api/secret', good)).toMatchObject(refused);
    const [header, payload = '', signature] = good.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, act: { sub: 'desk.service' } })).toString('base64url');
    expect(await ask('billing', '/api/people', `${header}.${changed}.${signature}`)).toMatchObject(refused);
  });

  test('plan shows who may call whom, and no secret', async () => {
    const secrets = readFileSync(join(platform.root, '.env.shared'), 'utf8');
    const made = [...secrets.matchAll(/^APP_SECRET_(\w+)=(.+)$/gm)];
    expect(made.map(([, slug]) => slug).sort()).toEqual(['BILLING', 'DESK']);
    for (const format of [[], ['--json']]) {
      const { stdout } = await platform.cli(['plan', ...format]);
      expect(made.filter(([, , secret]) => stdout.includes(secret as string))).toEqual([]);
      expect(stdout).toContain(`billing=${urlOf('billing')},vault=${urlOf('vault')}`);
    }
  });

  test('what is taken out of the manifest is refused at once, by the called app too', async () => {
    const kept = (await selfToken('desk', 'billing')).body.access_token as string;
    const person = await tokenOf('desk', 'ada');
    expect((await ask('billing', '/api/desk', kept)).status).toBe(200);
    const manifest = join(platform.root, 'apps/products/desk/app.manifest.yml');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('calls: [billing, vault]', 'calls: [vault]'));
    await until('the provider knows', async () => (await selfToken('desk', 'billing')).status === 400);
    expect(await selfToken('desk', 'billing')).toMatchObject({ body: { error: 'invalid_target' } });
    // The token is alive and well signed; the app it is for knows by itself who may call it.
    await until('billing knows', async () => (await ask('billing', '/api/desk', kept)).status === 403);
    expect(await ask('billing', '/api/desk', kept)).toMatchObject({ body: { code: 'AUTH_CALLER_REFUSED' } });
    expect((await ask('billing', '/api/people', await tokenOf('billing', 'ada'))).status).toBe(200);
    await until('desk knows', async () => (await viaDesk('user', 'billing', '/api/people', person)).status === 500);
    expect((await viaDesk('user', 'vault', '/api/secret', person)).body.status).toBe(200);
  });
});
