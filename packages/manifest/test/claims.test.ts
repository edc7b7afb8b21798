import { checkWorkspaceManifests, type ManifestInput, manifestSchema, type PlacedManifest } from '@scalr/manifest';
import { describe, expect, it } from 'vitest';

let count = 0;
function app(folder: string, extra: Partial<ManifestInput> = {}): PlacedManifest {
  count += 1;
  const manifest = manifestSchema.parse({
    manifest_version: 1,
    id: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    slug: folder.split('/').at(-1),
    name: 'x',
    kind: 'product',
    description: 'x',
    created: '2026-01-01',
    owner: 'x',
    ...extra,
  });
  return {
    folder,
    file: `${folder}/app.manifest.yml`,
    manifest,
    lines: new Map([
      ['/routing', 5],
      ['/database', 6],
      ['/id', 2],
    ]),
  };
}
const refusedOf = (...apps: PlacedManifest[]) =>
  [...checkWorkspaceManifests(apps).problems].map(([folder, problems]) => [
    folder,
    problems.map(({ message }) => message),
  ]);

describe('checkWorkspaceManifests', () => {
  it('finds nothing where nothing is claimed twice', () => {
    const apps = [app('apps/aa', { database: {} }), app('apps/products/bb', { database: {}, calls: ['aa'] })];
    expect(checkWorkspaceManifests(apps)).toEqual({ problems: new Map(), warnings: new Map() });
  });

  it('says who has it, where it is claimed again, and how to mend it', () => {
    const { problems } = checkWorkspaceManifests([
      app('apps/products/evil', { routing: { subdomain: 'hello' } }),
      app('apps/products/hello'),
    ]);
    expect([...problems]).toEqual([
      [
        'apps/products/evil',
        [
          {
            code: 'MANIFEST_CLAIMED',
            message: 'subdomain hello already belongs to the app in apps/products/hello.',
            fix: 'give one of the two apps another subdomain than hello',
            file: 'apps/products/evil/app.manifest.yml',
            line: 5,
            pointer: '/routing/subdomain',
          },
        ],
      ],
    ]);
  });

  it('keeps the first by folder order, whatever order they come in', () => {
    const [a, b] = [app('apps/same'), app('clients/same')];
    const expected = [['clients/same', ['slug same already belongs to the app in apps/same.']]];
    expect(refusedOf(a, b)).toEqual(expected);
    expect(refusedOf(b, a)).toEqual(expected);
  });

  it.each<[string, Partial<ManifestInput>, Partial<ManifestInput>, string]>([
    [
      'an id in other letters',
      { id: 'ABCDEFAB-0000-4000-8000-000000000000' },
      { id: 'abcdefab-0000-4000-8000-000000000000' },
      'id abcdefab-0000-4000-8000-000000000000',
    ],
    ['a subdomain', { routing: { subdomain: 'shop' } }, { routing: { subdomain: 'shop' } }, 'subdomain shop'],
    ['a client id', { auth: { client_id: 'shop' } }, { auth: { client_id: 'shop' } }, 'client_id shop'],
    [
      'a client id by a subdomain',
      { routing: { subdomain: 'shop' } },
      { auth: { client_id: 'shop' } },
      'client_id shop',
    ],
    [
      'a former subdomain by another one',
      { routing: { former_subdomains: ['shop'] } },
      { routing: { former_subdomains: ['old', 'shop'] } },
      'former subdomain shop',
    ],
    ['a former subdomain by a slug', {}, { routing: { former_subdomains: ['aa'] } }, 'former subdomain aa'],
    [
      'an Authentik slug',
      { auth: { authentik_app_slug: 'shop' } },
      { auth: { authentik_app_slug: 'shop' } },
      'authentik_app_slug shop',
    ],
    ['a database', { database: { name: 'shop' } }, { database: { name: 'shop' } }, 'database shop'],
    ['a database by its default name', { database: {} }, { database: { name: 'aa' } }, 'database aa'],
    [
      'a port',
      { routing: { ports: { frontend: 4000, backend: 4001, db: 4002 } } },
      { routing: { ports: { frontend: 4003, backend: 4000, db: 4004 } } },
      'port 4000',
    ],
  ])('refuses %s claimed twice', (_what, first, second, claim) => {
    expect(refusedOf(app('apps/aa', first), app('apps/bb', second))).toEqual([
      ['apps/bb', [`${claim} already belongs to the app in apps/aa.`]],
    ]);
  });

  it('lets the template give way to every other app, whatever they claim', () => {
    const ports = { frontend: 3000, backend: 8000, db: 5432 };
    const template = app('template-app', { routing: { ports }, database: { name: 'notes' } });
    const rest = [
      app('zz', { routing: { subdomain: 'template-app' } }),
      app('zy', { routing: { ports: { ...ports, frontend: 3010, backend: 8010 } } }),
      app('zx', { database: { name: 'notes' } }),
      app('zw', { id: template.manifest.id }),
    ];
    expect(refusedOf(template, ...rest)).toEqual([
      [
        'template-app',
        [
          'slug template-app already belongs to the app in zz.',
          `id ${template.manifest.id} already belongs to the app in zw.`,
        ],
      ],
    ]);
    expect(refusedOf(template, ...rest.slice(1, 3))).toEqual([
      [
        'template-app',
        ['port 5432 already belongs to the app in zy.', 'database notes already belongs to the app in zx.'],
      ],
    ]);
  });

  it('lets an app use its own names more than once', () => {
    expect(
      refusedOf(
        app('apps/aa', { routing: { subdomain: 'shop' }, auth: { client_id: 'shop', authentik_app_slug: 'aa' } }),
      ),
    ).toEqual([]);
  });

  it('gives nothing to an app that is refused', () => {
    const apps = [
      app('apps/aa', { database: { name: 'x' } }),
      app('apps/bb', { database: { name: 'x' }, routing: { subdomain: 'free' } }),
      app('apps/cc', { routing: { subdomain: 'free' } }),
    ];
    expect(refusedOf(...apps).map(([folder]) => folder)).toEqual(['apps/bb']);
  });

  it('only warns of a call to nobody: the caller runs', () => {
    const { problems, warnings } = checkWorkspaceManifests([app('apps/aa', { calls: ['bb', 'gone'] }), app('apps/bb')]);
    expect(problems.size).toBe(0);
    expect([...warnings]).toMatchObject([['apps/aa', [{ code: 'MANIFEST_UNKNOWN_CALL', pointer: '/calls/1' }]]]);
  });
});
