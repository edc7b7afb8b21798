import { parseManifest } from '@scalr/manifest';
import { type Answers, completeAnswers, DERIVED_PATHS, type NewAppInput, planNewApp, type Wish } from '@scalr/scaffold';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { manifestText, realTemplate, textOf } from './template.ts';

const template = realTemplate();
const manifests = ['template-app', 'apps/portal', 'apps/products/hello'].map(manifestText);
const ID = '5f3c1a52-7a1b-4d0e-9a63-0d3b6e4c9f10';

function answersOf(wish: Wish): Answers {
  const answered = completeAnswers({
    name: 'Club & packing <list>',
    slug: 'packing-list',
    description: 'What "we" take.',
    ...wish,
  });
  if (!answered.ok) throw new Error(JSON.stringify(answered.problems));
  return answered.answers;
}

const inputOf = (wish: Wish, more: Partial<NewAppInput> = {}): NewAppInput => ({
  ...{ answers: answersOf(wish), template, manifests, folderExists: false, id: ID, created: '2026-01-31' },
  ...more,
});

function planned(wish: Wish = {}) {
  const plan = planNewApp(inputOf(wish));
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems, null, 2));
  return plan.app;
}

const codesOf = (input: NewAppInput) => {
  const plan = planNewApp(input);
  return plan.ok ? [] : plan.problems.map(({ code, pointer }) => [code, pointer].filter(Boolean).join(' '));
};

describe.each(['typescript', 'fastapi'])('with a %s backend', (backend) => {
  it('leaves no word of the template, and takes each file as it is or by a transformer', () => {
    const { files } = planned({ backend });
    for (const [path] of files) {
      expect.soft(textOf(files, path), path).not.toMatch(/template[-_ ]?app/i);
      const source =
        template.has(path) && !path.startsWith('backend/')
          ? path
          : path.replace(/^backend\//, backend === 'fastapi' ? 'backend-fastapi/' : 'backend/');
      const isVerbatim = textOf(template, source) === textOf(files, path);
      expect.soft(isVerbatim || path === 'app.manifest.yml' || DERIVED_PATHS.includes(path), path).toBe(true);
    }
  });

  it('has one backend and no trace of the other', () => {
    const { files, manifest } = planned({ backend });
    const paths = [...files.keys()];
    expect(paths.filter((path) => path.startsWith('backend-'))).toEqual([]);
    expect(manifest.backend).toBe(backend);
    expect(manifest.database?.migrations).toBe(backend === 'fastapi' ? 'alembic' : 'drizzle');
    const [own, other] = backend === 'fastapi' ? [/\.py$/, /\.ts$|package\.json$/] : [/\.ts$/, /\.py$|pyproject/];
    const halves = paths.filter((path) => path.startsWith('backend/'));
    expect(halves.some((path) => own.test(path))).toBe(true);
    expect(halves.filter((path) => other.test(path))).toEqual([]);
    const foreign = backend === 'fastapi' ? /@scalr\/app-server|drizzle/i : /fastapi|alembic|pyproject/i;
    expect(paths.filter((path) => foreign.test(textOf(files, path)))).toEqual([]);
  });
});

it.each([
  ['product', undefined, 'apps/products/packing-list', '../../..'],
  ['client', undefined, 'clients/packing-list', '../..'],
  ['internal', undefined, 'apps/packing-list', '../..'],
  ['internal', 'services', 'services/packing-list', '../..'],
  ['platform', undefined, 'services/packing-list', '../..'],
])('puts an app of kind %s (folder %s) into %s', (kind, folder, wanted, root) => {
  const app = planned({ kind, ...(folder === undefined ? {} : { folder }) });
  expect(app.folder).toBe(wanted);
  const compose = parse(textOf(app.files, 'docker-compose.yml'), { merge: true });
  expect(compose.name).toBe('packing-list');
  expect(compose.services.backend.build).toEqual({
    context: root,
    dockerfile: `${wanted}/backend/Dockerfile\${DEV:+.dev}`,
    additional_contexts: { app: '.' },
  });
  expect(compose.services.backend.env_file).toBe('.env.app');
  expect(compose.services.backend.environment).toMatchObject({
    APP_SLUG: 'packing-list',
    DATABASE_URL: 'postgresql://packing_list@db:5432/packing_list',
    OIDC_AUDIENCE: 'urn:app:packing-list',
  });
  expect(compose.services.frontend.ports).toEqual(['127.0.0.1:3030:8080']);
  expect(compose.services.db.volumes[1]).toBe(
    `${root}/infra/container/init-database.sh:/docker-entrypoint-initdb.d/init-database.sh:ro`,
  );
  expect(compose.secrets['db-password'].environment).toBe('DB_PASSWORD_PACKING_LIST');
});

it('writes a manifest that is valid, new, and keeps its ports', () => {
  const { files, folder } = planned({ icon: 'tent', color: '#0F766E' });
  const text = textOf(files, 'app.manifest.yml');
  const parsed = parseManifest(text, { file: 'm', folder });
  expect(parsed.ok && parsed.manifest).toMatchObject({
    ...{ id: ID, slug: 'packing-list', name: 'Club & packing <list>', description: 'What "we" take.' },
    ...{ kind: 'product', icon: 'tent', color: '#0f766e', created: '2026-01-31', backend: 'typescript' },
    routing: { ports: { frontend: 3030, backend: 8030, db: 5435 }, former_subdomains: [] },
    hub: { visible: true, category: 'Apps', order: 100 },
  });
  expect(parseDocument(text).errors).toEqual([]);
});

it('says the name where people read it, in the language of each file', () => {
  const { files } = planned();
  const page = textOf(files, 'frontend/index.html');
  expect(page).toContain('<title>Club &amp; packing &lt;list&gt;</title>');
  expect(page).toContain('<meta name="scalr-app" content="packing-list" />');
  expect(textOf(files, 'frontend/src/api.ts')).toContain("from '@scalr/api-types/packing-list'");
  expect(JSON.parse(textOf(files, 'frontend/package.json')).name).toBe('@apps/packing-list-frontend');
  expect(textOf(planned({ backend: 'fastapi' }).files, 'backend/pyproject.toml')).toMatch(
    /^name = "packing-list-backend"\n.*\ndescription = "What \\"we\\" take\."$/m,
  );
});

describe('refuses', () => {
  it.each<[string, Wish, Partial<NewAppInput>, string[]]>([
    ['a taken slug', { slug: 'hello' }, {}, ['APP_NAME_TAKEN']],
    ['a reserved name', { slug: 'auth' }, {}, ['MANIFEST_RESERVED_NAME /slug']],
    ['a folder that is there', {}, { folderExists: true }, ['APP_FOLDER_TAKEN']],
    ['an icon that Lucide has not', { icon: 'no-such' }, {}, ['MANIFEST_BAD_ICON /icon']],
    [
      'everything at once',
      { slug: 'A b', color: 'red', icon: 'no-such' },
      {},
      ['MANIFEST_BAD_VALUE /slug', 'MANIFEST_BAD_ICON /icon', 'MANIFEST_BAD_VALUE /color'],
    ],
    ['the database of an app that is going', {}, { databases: ['packing_list'] }, ['APP_DATABASE_TAKEN']],
  ])('%s', (_, wish, more, codes) => {
    expect(codesOf(inputOf(wish, more)).sort()).toEqual([...codes].sort());
  });

  it('what a manifest claims that is not valid itself', () => {
    const broken = {
      folder: 'clients/acme',
      text: 'slug: acme\nnonsense: [\nrouting:\n  subdomain: packing-list\n  ports: { frontend: 4000, backend: 9000, db: 5600 }\n',
    };
    const text =
      'slug: acme\nkind: nothing\nrouting:\n  former_subdomains: [packing-list]\n  ports: { frontend: 4000, backend: 9000, db: 5600 }\n';
    expect(codesOf(inputOf({}, { manifests: [...manifests, { folder: 'clients/acme', text }] }))).toEqual([
      'APP_NAME_TAKEN',
    ]);
    expect(codesOf(inputOf({ slug: 'acme' }, { manifests: [...manifests, broken] }))).toEqual(['APP_NAME_TAKEN']);
    const plan = planNewApp(
      inputOf({ slug: 'other' }, { manifests: [...manifests, { folder: 'clients/acme', text }] }),
    );
    expect(plan.ok && plan.app.manifest.routing.ports).toEqual({ frontend: 4010, backend: 9010, db: 5601 });
  });

  it('a template that is not what it should be, naming the file', () => {
    const bad = new Map([...template, ['frontend/package.json', { content: '{' }] as const]);
    const plan = planNewApp(inputOf({}, { template: bad }));
    expect(!plan.ok && plan.problems[0]).toMatchObject({
      code: 'TEMPLATE_UNFIT',
      message: expect.stringContaining('template-app/frontend/package.json is no valid JSON'),
    });
  });
});
