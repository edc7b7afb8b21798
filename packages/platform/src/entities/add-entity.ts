import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Problem, ScalrError } from '@scalr/errors';
import { type FileSet, fileSet, stageFileSet, writeFileAtomically } from '@scalr/fileset';
import type { DiscoveredApp } from '@scalr/plan';
import type { ApiReader, MigrationDrafts } from '@scalr/ports';
import { loadWorkspace, MANIFEST_NAME, readFolder } from '@scalr/workspace';
import { withAppFiles } from '../life/turn.ts';
import { stampAfter } from '../migrations/migration-stamp.ts';
import { requireFit } from '../named-apps.ts';
import { apiSource } from '../types/api-sources.ts';
import { refreshTypes, type TypesReport } from '../types/refresh-types.ts';
import { entityPage } from './entity-page.ts';
import { type EntityPlan, type EntityWish, planEntity } from './entity-plan.ts';
import { entityErrors } from './errors.ts';
import { pythonMigration, pythonModel } from './python-model.ts';
import { pythonColumnInstead } from './python-words.ts';
import { recordTitles } from './record-titles.ts';
import { typescriptModel } from './typescript-model.ts';

export interface AddEntityWish extends EntityWish {
  /** Slug. */
  readonly app: string;
}

export interface AddEntityReport {
  readonly app: string;
  /** Paths relative to the workspace root. */
  readonly files: readonly string[];
  /** `/api/invoices` */
  readonly path: string;
  /** `/invoices`; null: the app has no frontend. */
  readonly page: string | null;
  readonly types: TypesReport;
}

export interface EntityGround {
  readonly root: string;
  readonly apis: ApiReader;
  readonly drafts: MigrationDrafts;
  /** For names of migrations. */
  readonly now?: () => Date;
}

/**
 * Gives an app a new kind of record: model, migration and page; edits nothing that is there. Tried in a copy first, so
 * that what does not load is never written. All files or none.
 * @throws ScalrError with everything that is wrong with the wish at once
 */
export async function addEntity(ground: EntityGround, wish: AddEntityWish): Promise<AddEntityReport> {
  const workspace = await loadWorkspace(ground.root);
  const { root } = workspace;
  requireFit([wish.app], 'add entity', workspace);
  const app = workspace.apps.find(({ manifest }) => manifest.slug === wish.app)!;
  const plan = planEntity(wish);
  const { model, page } = placesOf(app, plan);
  refuse(root, app, plan, [model, ...(page === null ? [] : [page])]);
  const files = await withAppFiles(root, async () => {
    const drafted = await draft(ground, root, app, plan, { model, page });
    await writeAll(root, drafted);
    return [...drafted.keys()];
  });
  const types = await refreshTypes(ground, { slugs: [wish.app] });
  const { kebab } = plan.names;
  return { app: wish.app, files, path: `/api/${kebab}`, page: page === null ? null : `/${kebab}`, types };
}

interface Places {
  readonly model: string;
  readonly page: string | null;
}

function placesOf({ folder, manifest, frontend }: DiscoveredApp, { names }: EntityPlan): Places {
  const isPython = manifest.backend === 'fastapi';
  return {
    model: `${folder}/backend/src/models/${isPython ? `${names.table}.py` : `${names.kebab}.ts`}`,
    page: frontend === 'page' ? `${folder}/frontend/src/pages/${names.kebab}.tsx` : null,
  };
}

function refuse(root: string, app: DiscoveredApp, plan: EntityPlan, files: readonly string[]): void {
  const { names, fields, access } = plan;
  const { slug, backend, database, auth } = app.manifest;
  const problems: Problem[] = [];
  if (backend === 'none') problems.push(entityErrors.problem('noBackend', { slug }));
  else if (database === undefined) problems.push(entityErrors.problem('noDatabase', { slug, folder: app.folder }));
  if (access.kind === 'group' && ![...auth.groups, ...auth.required_groups].includes(access.group)) {
    const file = `${app.folder}/${MANIFEST_NAME}`;
    problems.push(
      entityErrors.problem('groupUnknown', { group: access.group, file }, { file, pointer: '/auth/groups' }),
    );
  }
  for (const file of files.filter((one) => existsSync(join(root, one))))
    problems.push(entityErrors.problem('exists', { file }, { file }));
  for (const { column, type, values } of backend === 'fastapi' ? fields : []) {
    const instead = pythonColumnInstead(column);
    if (instead === null) continue;
    const why = `${column} means something else in Python`;
    const example = `${instead}:${type === 'enum' ? `enum(${values.join('|')})` : type}`;
    problems.push(entityErrors.problem('fieldInvalid', { field: column, why, example }));
  }
  const [ending, spelling] = backend === 'fastapi' ? (['py', 'table'] as const) : (['ts', 'kebab'] as const);
  for (const { key, ref } of fields) {
    if (ref === null || ref.table === names.table) continue;
    const file = `${app.folder}/backend/src/models/${ref[spelling]}.${ending}`;
    if (!existsSync(join(root, file)))
      problems.push(
        entityErrors.problem('fieldInvalid', { field: key, why: `there is no ${file} that it could refer to` }),
      );
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new ScalrError('user', [first, ...rest]);
}

const CRUFT = /(?:^|\/)(?:node_modules|dist|\.venv|__pycache__|test|tests)(?:\/|$)/;

/** Makes every file, and tries in a copy of the backend whether the app would take them. */
async function draft(
  { apis, drafts, now = () => new Date() }: EntityGround,
  root: string,
  app: DiscoveredApp,
  plan: EntityPlan,
  { model, page }: Places,
): Promise<FileSet> {
  const isPython = app.manifest.backend === 'fastapi';
  const { table } = plan.names;
  const prefix = `${app.folder}/backend/`;
  const modelText = isPython ? pythonModel(plan) : typescriptModel(plan);
  const before = await readFolder(root, `${app.folder}/backend`, (path) => CRUFT.test(path));
  const staged = fileSet([...before, [model.slice(prefix.length), modelText]]);
  const copy = join(root, '.scalr/scaffold', `entity-${randomUUID()}`);
  try {
    await stageFileSet(join(copy, app.folder, 'backend'), staged);
    const source = apiSource(join(copy), app)!;
    const [reading] = await apis.read([source]);
    if (reading?.ok !== true) throw new ScalrError('user', reading!.problems as [Problem, ...Problem[]]);
    const stamp = stampAfter(before.keys(), now());
    const migration: readonly (readonly [string, string])[] = isPython
      ? [[`migrations/${stamp}_${table}.py`, pythonMigration(plan, stamp, headOf(before))]]
      : Object.entries(await drafts.newTable(source.backend, table)).map(
          ([name, text]) => [`migrations/${stamp}_${table}/${name}`, text] as const,
        );
    const pages = page === null ? [] : [[page, entityPage(plan, { titles: recordTitles(reading.document) })] as const];
    return fileSet([
      ...migration.map(([path, text]) => [`${prefix}${path}`, text] as const),
      [model, modelText],
      ...pages,
    ]);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** The revision of Alembic that no other one follows; null: there is none yet. */
function headOf(before: FileSet): string | null {
  const texts = [...before]
    .filter(([path]) => /^migrations\/[^/]+\.py$/.test(path))
    .map(([, { content }]) => (typeof content === 'string' ? content : new TextDecoder().decode(content)));
  const named = (name: string, text: string) =>
    new RegExp(`^${name}\\b[^=\\n]*=\\s*["']([^"']+)["']`, 'm').exec(text)?.[1];
  const followed = new Set(texts.map((text) => named('down_revision', text)));
  return texts.map((text) => named('revision', text)).find((one) => one !== undefined && !followed.has(one)) ?? null;
}

/** The page comes last, once its client can be made; what fails on the way takes everything back. */
async function writeAll(root: string, files: FileSet): Promise<void> {
  const written: string[] = [];
  try {
    for (const [path, { content }] of files) {
      written.push(path);
      await writeFileAtomically(join(root, path), content);
    }
  } catch (error) {
    for (const path of written) await rm(join(root, path), { force: true });
    throw error;
  }
}
