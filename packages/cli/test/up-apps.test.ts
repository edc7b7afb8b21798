import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { http, type PlatformUnderTest, platformUnderTest, until } from '@scalr/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let platform: PlatformUnderTest;
let portal: string;
const up = (...slugs: string[]) => platform.cli(['up', ...slugs, '--json']);
const slugsOf = ({ data }: { data: { apps: { slug: string }[] } }) => data.apps.map(({ slug }) => slug);
const running = async (): Promise<Record<string, number | undefined>> => {
  const { data } = await platform.cli(['ps', '--json']);
  return Object.fromEntries(data.map(({ name, pid }: { name: string; pid?: number }) => [name, pid]));
};

function addApp(folder: string, slug: string, digits: string, more = ''): void {
  const text = `manifest_version: 1
id: 6d3c0d56-4c1e-4c59-9d0a-0f5f3f9d1a${digits}
slug: ${slug}
name: ${slug}
kind: product
description: Made by a test.
created: 2026-01-02
owner: Tests
backend: none
${more}`;
  mkdirSync(join(platform.root, folder, 'frontend'), { recursive: true });
  writeFileSync(join(platform.root, folder, 'frontend/index.html'), `<!doctype html><title>${slug}</title>`);
  writeFileSync(join(platform.root, folder, 'app.manifest.yml'), text);
}

const status = async (slug: string) => (await http(portal.replace('portal', slug))).status;

beforeAll(() => {
  platform = platformUnderTest('calling-apps');
  addApp('template-app', 'template-app', '01', 'database: { name: notes }\n');
});
afterAll(() => platform.remove());

describe('before anything runs', () => {
  test('an app that is not there is refused, with the closest name; nothing is started', async () => {
    const { code, data } = await up('stranger', 'bililng');
    expect([code, data.problems]).toEqual([
      1,
      [
        {
          code: 'APP_UNKNOWN',
          message: 'there is no app bililng; there are: billing, desk, portal, stranger, template-app, vault',
          fix: 'did you mean billing? ./scalr up billing',
        },
      ],
    ]);
    expect(await running()).toEqual({});
  });

  test('an app that is not fit, or archived, says why', async () => {
    addApp('apps/products/crooked', 'crooked', '02', 'colour: red\n');
    addApp('apps/products/old', 'old', '03', 'lifecycle: { status: archived }\n');
    expect((await up('crooked')).data.problems).toMatchObject([{ code: 'MANIFEST_UNKNOWN_KEY', line: 10 }]);
    expect((await up('old')).data.problems).toMatchObject([{ code: 'APP_ARCHIVED' }]);
    expect(await running()).toEqual({});
  });

  test('plan says what up with the same names makes true', async () => {
    const slugs = async (...names: string[]) =>
      (await platform.cli(['plan', ...names, '--json'])).data.apps.map(({ slug }: { slug: string }) => slug);
    expect(await slugs('stranger')).toEqual(['portal', 'stranger']);
    expect(await slugs('template-app')).toEqual(['portal', 'template-app']);
    expect(await slugs()).toEqual(['billing', 'desk', 'portal', 'stranger', 'vault']);
  });

  test('validate counts the template as an app, and never what it shares with others as a problem', async () => {
    addApp('apps/products/sharing', 'sharing', '04', 'database: { name: notes }\n');
    const { data } = await platform.cli(['validate', '--json']);
    expect(data.quarantined.map(({ folder }: { folder: string }) => folder)).toEqual(['apps/products/crooked']);
    expect((await up('template-app')).data.problems).toMatchObject([
      { code: 'MANIFEST_CLAIMED', message: 'database notes already belongs to the app in apps/products/sharing.' },
    ]);
    rmSync(join(platform.root, 'apps/products/sharing'), { recursive: true });
    const slugs = (await platform.cli(['validate', '--json'])).data.valid.map(({ slug }: { slug: string }) => slug);
    expect(slugs).toContain('template-app');
  });
});

describe('asked for by name', () => {
  test('two at once both get what they asked for, and nobody else', async () => {
    const [stranger, vault] = await Promise.all([up('stranger'), up('vault')]);
    expect([stranger.code, vault.code]).toEqual([0, 0]);
    portal = stranger.data.portal_url;
    expect(slugsOf(await up('stranger'))).toEqual(['portal', 'stranger', 'vault']);
    // The broken app is none of theirs.
    expect(stranger.data.quarantined).toEqual([]);
    expect([await status('portal'), await status('billing')]).toEqual([200, 404]);
  });

  test('more are added with those they call, and nothing is started anew', async () => {
    const before = await running();
    const answer = await up('billing');
    expect(slugsOf(answer)).toEqual(['billing', 'portal', 'stranger', 'vault']);
    expect(answer.data.changed).toBe(true);
    expect(await running()).toMatchObject({ gateway: before.gateway, auth: before.auth, postgres: before.postgres });
    expect((await platform.cli(['up', 'billing'])).stdout).toContain('Only what was asked for runs.');
    expect((await up('billing')).data.changed).toBe(false);
  });

  test('what was not asked for is said to be so', async () => {
    for (const args of [
      ['open', 'desk'],
      ['token', 'desk', '--as', 'admin'],
      ['restart', 'desk'],
    ]) {
      const { code, data } = await platform.cli([...args, '--json']);
      expect([args, code, data.problems[0].code, data.problems[0].fix]).toEqual([
        args,
        1,
        'APP_NOT_UP',
        './scalr up desk',
      ]);
    }
    expect((await platform.cli(['restart', 'nobody', '--json'])).data.problems[0].code).toBe('PROCESS_UNKNOWN');
    expect((await platform.cli(['open', 'bililng', '--json'])).data.problems[0]).toMatchObject({
      code: 'APP_UNKNOWN',
      fix: 'did you mean billing? ./scalr open billing',
    });
  });

  test('the watcher brings up nothing that was not asked for, and what was once it is there', async () => {
    addApp('apps/products/late', 'late', '05');
    addApp('apps/products/asked', 'asked', '06');
    expect(slugsOf(await up('asked', 'template-app'))).toContain('template-app');
    expect(await status('template-app')).toBe(200);
    rmSync(join(platform.root, 'apps/products/asked'), { recursive: true });
    await until('it is gone', async () => (await status('asked')) === 404);
    addApp('apps/products/asked', 'asked', '06');
    await until('it is back', async () => (await status('asked')) === 200);
    expect([await status('late'), await status('desk'), await status('template-app')]).toEqual([404, 404, 200]);
  });

  test('a former host sends on to the present one, as soon as the manifest says so', async () => {
    addApp('apps/products/asked', 'asked', '06', 'routing: { former_subdomains: [before] }\n');
    await until('it is sent on', async () => (await status('before')) === 308);
    const { headers } = await http(`${portal.replace('portal', 'before')}/deep?x=1`, { method: 'POST' });
    expect(headers.location).toBe(`${portal.replace('portal', 'asked')}/deep?x=1`);
    expect(await status('asked')).toBe(200);
  });

  test('up without names brings up the rest; the template stays until all goes down', async () => {
    const all = ['asked', 'billing', 'desk', 'late', 'portal', 'stranger', 'template-app', 'vault'];
    expect(slugsOf(await up())).toEqual(all);
    expect(slugsOf(await up('desk'))).toEqual(all);
    expect((await up('desk')).data.changed).toBe(false);
    await platform.cli(['down']);
    expect(slugsOf(await up())).toEqual(all.filter((slug) => slug !== 'template-app'));
    expect(await status('template-app')).toBe(404);
  });
});
