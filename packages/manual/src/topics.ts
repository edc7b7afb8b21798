export type BackendLanguage = 'typescript' | 'fastapi';

/** Code of this repository that works: a whole file, or one part of it. */
export interface Source {
  /** Relative to the checkout; one `*` stands for a name that has a time in it. */
  readonly path: string;
  /** How the first line of the part begins; it ends with its last line that is indented, and what closes it. */
  readonly part?: string;
}

export interface Topic {
  readonly name: string;
  /** One line for the list of topics. */
  readonly says: string;
  /** The same whatever the backend is written in. */
  readonly sources?: readonly Source[];
  readonly backend?: Readonly<Record<BackendLanguage, readonly Source[]>>;
  /** Page of the documentation that says the rest, relative to the checkout. */
  readonly page?: string;
}

const PAGE = 'template-app/frontend/src/pages/index.tsx';
const MODEL = 'template-app/backend/src/models/notes.ts';
const PYTHON_MODEL = 'template-app/backend-fastapi/src/models/notes.py';
const TYPESCRIPT = 'packages/testing/backends/typescript/src';
const FASTAPI = 'packages/testing/backends/fastapi/src';
const CALLING = 'packages/testing/workspaces/calling-apps/apps/products';
const SAMPLES = 'packages/testing/workspaces/sample-apps/apps/products';
const UI = 'docs/content/reference/ui.md';
const RECORDS = 'docs/content/guides/records.md';

const part = (path: string, ...parts: readonly string[]): readonly Source[] =>
  parts.map((one) => ({ path, part: one }));
const both = (name: string): NonNullable<Topic['backend']> => ({
  typescript: [{ path: `${TYPESCRIPT}/models/${name}.ts` }],
  fastapi: [{ path: `${FASTAPI}/models/${name}.py` }],
});

/** What whoever builds an app asks for. Only places are named here; the code is read where it runs and is tested. */
export const TOPICS: readonly Topic[] = [
  {
    name: 'entity',
    says: 'a kind of record: table, input and who may do what, in one file',
    backend: { typescript: [{ path: MODEL }], fastapi: [{ path: PYTHON_MODEL }] },
    page: RECORDS,
  },
  {
    name: 'access',
    says: 'who may read and change a record: owner, shared, group, public, each verb for itself',
    // Everybody writes and only a group reads: the rule, and the group in the manifest.
    sources: part(`${SAMPLES}/feedback-box/app.manifest.yml`, 'auth:'),
    backend: {
      typescript: [
        ...part(`${SAMPLES}/feedback-box/backend/src/models/messages.ts`, 'export default entity'),
        ...both('posts').typescript,
      ],
      fastapi: both('posts').fastapi,
    },
    page: RECORDS,
  },
  {
    name: 'page',
    says: 'a page with its menu entry, title and main button',
    sources: part(PAGE, 'export const nav', 'export default function NotesPage'),
  },
  {
    name: 'form',
    says: 'a form in a dialog: fields, what is wrong said at the field, saving, asking before deleting',
    sources: part(
      PAGE,
      ...['CreateDialog', 'NoteFields', 'readNote', 'DeleteDialog'].map((name) => `function ${name}`),
    ),
  },
  {
    name: 'list',
    says: 'a list that says when it loads, fails or is empty, with more on demand',
    sources: part(PAGE, 'function NoteList', 'function NoteItem'),
  },
  {
    name: 'ui',
    says: 'every part of a page there is in @scalr/ui, with its props',
    sources: [{ path: UI }],
  },
  {
    name: 'search',
    says: 'a search field over a list, and the columns it looks into',
    sources: part(PAGE, 'export default function NotesPage', 'function NoteList'),
    backend: { typescript: part(MODEL, 'export default entity'), fastapi: part(PYTHON_MODEL, 'entity(') },
  },
  {
    name: 'route',
    says: 'an answer that is no record: a route by hand, its query, where a new one is found, a refusal',
    backend: {
      typescript: [
        ...['routes/greeting.ts', 'greeting.ts'].map((file) => ({ path: `apps/products/hello/backend/src/${file}` })),
        { path: `${TYPESCRIPT}/routes/notes.ts` },
      ],
      fastapi: [
        { path: `${FASTAPI}/routes/notes.py` },
        ...part(`${FASTAPI}/routes/odd.py`, 'from scalr_app_server import', 'async def taken'),
      ],
    },
    page: RECORDS,
  },
  {
    name: 'call',
    says: 'ask another app, for the person or for the app itself',
    sources: [{ path: `${CALLING}/desk/app.manifest.yml` }],
    backend: {
      typescript: [{ path: `${CALLING}/desk/backend/src/routes/calls.ts` }],
      fastapi: [{ path: `${CALLING}/desk/backend-fastapi/src/routes/calls.py` }],
    },
    page: 'docs/content/guides/call-another-app.md',
  },
  {
    name: 'migration',
    says: 'how a table comes about; made from the model, never changed afterwards',
    backend: {
      typescript: [{ path: 'template-app/backend/migrations/*/migration.sql' }],
      fastapi: [{ path: 'template-app/backend-fastapi/migrations/*.py' }],
    },
    page: RECORDS,
  },
  {
    name: 'features',
    says: 'features.json: what the person asked for, each with steps that prove it',
    sources: [{ path: 'packages/testing/examples/features.json' }],
  },
  {
    name: 'money',
    says: 'an amount in whole cents, with its limits in the table',
    backend: both('projects'),
  },
  {
    name: 'dates',
    says: 'a moment with its zone, a day without one, two that must be in order; how a page shows them',
    sources: [
      ...part(PAGE, 'const day', 'function NoteItem'),
      ...part(`${SAMPLES}/lending-desk/frontend/src/pages/index.tsx.txt`, 'function today', 'const dayOf'),
    ],
    backend: {
      typescript: [...['bookings', 'projects'].map((name) => ({ path: `${TYPESCRIPT}/models/${name}.ts` }))],
      fastapi: [...['bookings', 'projects'].map((name) => ({ path: `${FASTAPI}/models/${name}.py` }))],
    },
  },
  {
    name: 'relation',
    says: 'a record that belongs to another one, and a status that changes in steps',
    backend: both('tasks'),
    page: RECORDS,
  },
  {
    name: 'test',
    says: 'what proves an app: its API as people, its page in a browser (TypeScript in every app)',
    sources: [{ path: 'template-app/test/notes-page.test.ts' }],
    backend: {
      typescript: [{ path: 'template-app/backend/test/notes.test.ts' }],
      fastapi: part('packages/app-server-py/tests/test_app.py', 'def log', 'def ask', 'def test_names_in_pointers'),
    },
  },
  {
    name: 'manifest',
    says: 'what the platform knows of an app: name, address, database, tile',
    sources: [{ path: 'apps/products/hello/app.manifest.yml' }],
    page: 'docs/content/reference/manifest.md',
  },
  {
    name: 'icon',
    says: 'the tile has any icon of Lucide by its name, a page those of Icon',
    sources: [
      ...part('apps/products/hello/app.manifest.yml', 'icon:'),
      ...part('packages/ui/src/icon-names.ts', 'export const ICON_NAMES'),
      ...part(PAGE, 'export default function NotesPage'),
    ],
    page: UI,
  },
];
