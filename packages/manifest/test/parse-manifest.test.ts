import { parseManifest } from '@scalr/manifest';
import { describe, expect, it } from 'vitest';
import { codes, file, folder, manifest, problemsOf } from './manifest-text.ts';

describe('a good manifest', () => {
  it('gets every default', () => {
    const parsed = parseManifest(manifest(), { file, folder });
    expect(parsed.ok && parsed.manifest).toEqual({
      manifest_version: 1,
      id: '3f2b8c1e-9d1b-4c55-8a55-1b2c3d4e5f60',
      slug: 'hello',
      name: 'Hello',
      kind: 'product',
      description: 'Says hello.',
      icon: 'app-window',
      color: '#4f46e5',
      created: '2026-11-22',
      owner: 'Platform team',
      backend: 'typescript',
      routing: { former_subdomains: [], health_path: '/api/health' },
      auth: { required: true, required_groups: [], groups: [], scopes: ['openid', 'profile', 'email'] },
      hub: { visible: true, category: 'Apps', order: 100 },
      lifecycle: { status: 'active' },
      calls: [],
      dependencies: { events_publish: [], events_subscribe: [] },
    });
    expect(parsed.ok && parsed.lines.get('/slug')).toBe(3);
  });

  it('may begin with a byte order mark, end lines with CR LF, hold comments and any language', () => {
    const text = `\uFEFF# note\n${manifest({ name: 'Grüße, Привет, 你好', description: '"A: b"' })}`.replaceAll(
      '\n',
      '\r\n',
    );
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(Buffer.from(text))).toEqual([]);
  });

  it('migrates with what its backend has', () => {
    const migrations = (lines: Record<string, string>) => {
      const parsed = parseManifest(manifest(lines), { file });
      return parsed.ok && parsed.manifest.database?.migrations;
    };
    expect(migrations({ database: '{}' })).toBe('drizzle');
    expect(migrations({ database: '{}', backend: 'fastapi' })).toBe('alembic');
    expect(migrations({ database: '{ migrations: none }', backend: 'fastapi' })).toBe('none');
  });

  it.each([
    ['chart-column', 'chart-column'],
    ['home', 'house'],
    ['circle-help', 'circle-question-mark'],
    ['assets/brand/logo-2.svg', 'assets/brand/logo-2.svg'],
  ])('has the icon %s as %s', (icon, drawn) => {
    const parsed = parseManifest(manifest({ icon }), { file });
    expect(parsed.ok && parsed.manifest.icon).toBe(drawn);
  });
});

describe('problems', () => {
  it('are all told at once, in the order of the file, each with place and fix', () => {
    const text = manifest({
      kind: 'Product',
      owner: null,
      nmae: 'x',
      color: '#fff',
      routing: '{ subdomain: auth, ports: { frontend: 80, backend: 5000, db: 5000 } }',
    });
    expect(problemsOf(text)).toEqual([
      {
        code: 'MANIFEST_MISSING_KEY',
        message: '"owner" is missing. Person or team to ask.',
        fix: 'add: owner: Platform team',
        file,
        line: 1,
        pointer: '/owner',
      },
      {
        code: 'MANIFEST_BAD_VALUE',
        message: '"kind" is "Product"; allowed is one of product, client, internal, platform.',
        fix: 'did you mean "product"? Set "kind" to it',
        file,
        line: 5,
        pointer: '/kind',
      },
      {
        code: 'MANIFEST_UNKNOWN_KEY',
        message: expect.stringMatching(
          /^"nmae" is not a key of a manifest here\. Allowed: manifest_version, id, slug, /,
        ),
        fix: 'did you mean "name"? Rename "nmae" or remove it',
        file,
        line: 8,
        pointer: '/nmae',
      },
      {
        code: 'MANIFEST_WRONG_TYPE',
        message: '"color" must be text (put it in quotes if it looks like a number or a date); it is empty.',
        fix: `put the colour in quotes, "#" begins a comment in YAML: color: '#4f46e5'`,
        file,
        line: 9,
        pointer: '/color',
      },
      {
        code: 'MANIFEST_BAD_VALUE',
        message: '"routing.ports.frontend" is 80; allowed is at least 1024.',
        fix: 'set "routing.ports.frontend" to at least 1024',
        file,
        line: 10,
        pointer: '/routing/ports/frontend',
      },
      {
        code: 'MANIFEST_RESERVED_NAME',
        message: '"routing.subdomain" is "auth", a name the platform keeps for itself.',
        fix: 'choose another "routing.subdomain", e.g. auth-app',
        file,
        line: 10,
        pointer: '/routing/subdomain',
      },
      {
        code: 'MANIFEST_CONTRADICTION',
        message: '"routing.ports.db" and "routing.ports.backend" are both 5000.',
        fix: 'give db another port',
        file,
        line: 10,
        pointer: '/routing/ports/db',
      },
    ]);
  });

  it.each<[string, Record<string, string | null>, string, string]>([
    ['a slug with upper case', { slug: 'Hello' }, 'MANIFEST_BAD_VALUE', '/slug'],
    ['a slug that leaves its folder', { slug: '../../etc' }, 'MANIFEST_BAD_VALUE', '/slug'],
    ['a slug for a shell', { slug: '"x; rm -rf /"' }, 'MANIFEST_BAD_VALUE', '/slug'],
    ['a slug for a database', { slug: `"x'; drop table users--"` }, 'MANIFEST_BAD_VALUE', '/slug'],
    ['a slug with a foreign letter', { slug: 'hеllo' }, 'MANIFEST_BAD_VALUE', '/slug'],
    ['a punycode slug', { slug: 'xn--hllo-qoa' }, 'MANIFEST_BAD_VALUE', '/slug'],
    ['a slug of dots', { slug: 'a.b' }, 'MANIFEST_BAD_VALUE', '/slug'],
    ['a slug with a line end', { slug: '"hello\\n"' }, 'MANIFEST_BAD_VALUE', '/slug'],
    ['a long slug', { slug: 'a'.repeat(41) }, 'MANIFEST_BAD_VALUE', '/slug'],
    ['a numeric slug', { slug: '123' }, 'MANIFEST_WRONG_TYPE', '/slug'],
    ['the slug of the identity provider', { slug: 'auth' }, 'MANIFEST_RESERVED_NAME', '/slug'],
    ['the slug of a process', { slug: 'supervisor' }, 'MANIFEST_RESERVED_NAME', '/slug'],
    ['the slug of the portal', { slug: 'portal' }, 'MANIFEST_RESERVED_NAME', '/slug'],
    ['the client id of the portal', { auth: '{ client_id: portal }' }, 'MANIFEST_RESERVED_NAME', '/auth/client_id'],
    ['the host of the sign-in', { routing: '{ subdomain: auth }' }, 'MANIFEST_RESERVED_NAME', '/routing/subdomain'],
    ['the database of the sign-in', { database: '{ name: auth }' }, 'MANIFEST_RESERVED_NAME', '/database/name'],
    ['a database template', { database: '{ name: template1 }' }, 'MANIFEST_RESERVED_NAME', '/database/name'],
    ['a system role', { database: '{ name: pg_monitor }' }, 'MANIFEST_RESERVED_NAME', '/database/name'],
    ['a system role by its slug', { slug: 'pg-monitor', database: '{}' }, 'MANIFEST_RESERVED_NAME', '/database'],
    ['a database name with quotes', { database: `{ name: 'a"b' }` }, 'MANIFEST_BAD_VALUE', '/database/name'],
    ['an icon elsewhere', { icon: '../../.env.shared' }, 'MANIFEST_BAD_ICON', '/icon'],
    ['an icon through its own folder', { icon: 'assets/../../x.svg' }, 'MANIFEST_BAD_ICON', '/icon'],
    ['an icon with a script', { icon: '"javascript:alert(1)"' }, 'MANIFEST_BAD_ICON', '/icon'],
    ['an icon on another host', { icon: '//evil.test/x.svg' }, 'MANIFEST_BAD_ICON', '/icon'],
    ['an icon nobody drew', { icon: 'trash-9' }, 'MANIFEST_BAD_ICON', '/icon'],
    ['a name of two alphabets', { name: 'Pоrtal' }, 'MANIFEST_LOOKALIKE', '/name'],
    ['a name with a hidden direction', { name: '"a\\u202eb"' }, 'MANIFEST_BAD_VALUE', '/name'],
    ['a name of two lines', { name: '"a\\nb"' }, 'MANIFEST_BAD_VALUE', '/name'],
    ['an empty name', { name: '"  "' }, 'MANIFEST_BAD_VALUE', '/name'],
    [
      'a health path to another host',
      { routing: '{ health_path: //evil/x }' },
      'MANIFEST_BAD_VALUE',
      '/routing/health_path',
    ],
    ['a health path upwards', { routing: '{ health_path: /api/../x }' }, 'MANIFEST_BAD_VALUE', '/routing/health_path'],
    [
      'a health path of the sign-in',
      { routing: '{ health_path: /auth/callback }' },
      'MANIFEST_CONTRADICTION',
      '/routing/health_path',
    ],
    [
      'a former subdomain that is the present one',
      { routing: '{ former_subdomains: [before, hello] }' },
      'MANIFEST_CONTRADICTION',
      '/routing/former_subdomains/1',
    ],
    [
      'a former subdomain twice',
      { routing: '{ former_subdomains: [before, before] }' },
      'MANIFEST_CONTRADICTION',
      '/routing/former_subdomains/1',
    ],
    [
      'a former subdomain of the platform',
      { routing: '{ former_subdomains: [auth] }' },
      'MANIFEST_RESERVED_NAME',
      '/routing/former_subdomains/0',
    ],
    [
      'a former subdomain that is no name',
      { routing: '{ former_subdomains: [Before] }' },
      'MANIFEST_BAD_VALUE',
      '/routing/former_subdomains/0',
    ],
    [
      'seventeen former subdomains',
      { routing: `{ former_subdomains: [${Array.from({ length: 17 }, (_, index) => `a${index}`).join(', ')}] }` },
      'MANIFEST_BAD_VALUE',
      '/routing/former_subdomains',
    ],
    ['a day that never was', { created: '2026-02-30' }, 'MANIFEST_BAD_VALUE', '/created'],
    ['no UUID', { id: '3f2b8c1e-9d1b-4c55' }, 'MANIFEST_BAD_VALUE', '/id'],
    ['another version', { manifest_version: '2' }, 'MANIFEST_BAD_VALUE', '/manifest_version'],
    ['text for a flag', { auth: '{ required: "no" }' }, 'MANIFEST_WRONG_TYPE', '/auth/required'],
    ['YAML 1.1 for a flag', { auth: '{ required: no }' }, 'MANIFEST_WRONG_TYPE', '/auth/required'],
    ['a list for a mapping', { hub: '[]' }, 'MANIFEST_WRONG_TYPE', '/hub'],
    ['an endless order', { hub: '{ order: .inf }' }, 'MANIFEST_WRONG_TYPE', '/hub/order'],
    ['an empty section', { hub: '' }, 'MANIFEST_WRONG_TYPE', '/hub'],
    [
      'half of the ports',
      { routing: '{ ports: { frontend: 4100, backend: 4101 } }' },
      'MANIFEST_MISSING_KEY',
      '/routing/ports/db',
    ],
    [
      'a scope of administrators',
      { auth: '{ scopes: [openid, offline_access] }' },
      'MANIFEST_BAD_VALUE',
      '/auth/scopes/1',
    ],
    [
      'groups where nobody signs in',
      { auth: '{ required: false, required_groups: [staff] }' },
      'MANIFEST_CONTRADICTION',
      '/auth/required_groups',
    ],
    [
      'migrations of another language',
      { backend: 'fastapi', database: '{ migrations: drizzle }' },
      'MANIFEST_CONTRADICTION',
      '/database/migrations',
    ],
    ['a key of prototypes', { __proto__x: '1', constructor: '{}' }, 'MANIFEST_UNKNOWN_KEY', '/__proto__x'],
    ['a token', { description: 'ghp_0123456789abcdefghijklmnopqrstuvwxyz' }, 'MANIFEST_SECRET', '/description'],
    ['a password in a URL', { owner: 'postgres://me:hunter2@db/x' }, 'MANIFEST_SECRET', '/owner'],
    ['a private key', { description: '"-----BEGIN RSA PRIVATE KEY----- x"' }, 'MANIFEST_SECRET', '/description'],
    [
      'random bytes in a list',
      { dependencies: '{ events_publish: [q9Z2kf83Lm1xT7vB0pWc5RdY] }' },
      'MANIFEST_SECRET',
      '/dependencies/events_publish/0',
    ],
  ])('%s', (_what, lines, code, pointer) => {
    expect(codes(manifest(lines)).map(([found, , at]) => [found, at])).toContainEqual([code, pointer]);
  });

  it('names foreign letters and never shows a secret', () => {
    expect(problemsOf(manifest({ slug: 'hеllo' }))[0]?.message).toContain('"hеllo" (with е U+0435)');
    const secret = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
    expect(JSON.stringify(problemsOf(manifest({ kind: secret, slug: secret, owner: secret })))).not.toContain(secret);
  });

  it('let prose pass that is no secret', () => {
    const description =
      '"Token budgets, password: rules and 3f2b8c1e-9d1b-4c55-8a55-1b2c3d4e5f60 internationalization-2026."';
    expect(
      problemsOf(manifest({ description, owner: 'https://intranet.example.com/teams/platform-team-2026' })),
    ).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['product', 'apps/hello', 'git mv apps/hello apps/products/hello, or correct "slug" and "kind"'],
    ['client', 'apps/products/hello', 'git mv apps/products/hello clients/hello, or correct "slug" and "kind"'],
    ['internal', 'clients/hello', 'git mv clients/hello apps/hello, or correct "slug" and "kind"'],
    ['product', 'apps/products/other', 'git mv apps/products/other apps/products/hello, or correct "slug" and "kind"'],
  ])('a %s in %s', (kind, at, fix) => {
    expect(problemsOf(manifest({ kind }), at)).toMatchObject([{ code: 'MANIFEST_WRONG_FOLDER', line: 3, fix }]);
  });

  it.each<[string, string, string]>([
    ['client', 'hello', 'clients/hello'],
    ['internal', 'hello', 'apps/hello'],
    ['platform', 'hello', 'services/hello'],
    ['platform', 'docs', 'docs'],
    ['internal', 'template-app', 'template-app'],
  ])('not of a %s %s in %s', (kind, slug, at) => {
    expect(problemsOf(manifest({ kind, slug }), at)).toEqual([]);
  });
});
