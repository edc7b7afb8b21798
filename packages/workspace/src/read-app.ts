import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '@scalr/errors';
import { MANIFEST_SIZE_LIMIT, manifestErrors, type PlacedManifest, parseEnvApp, parseManifest } from '@scalr/manifest';
import type { DiscoveredApp } from '@scalr/plan';
import { workspaceErrors } from './errors.ts';
import { lucideDrawing } from './lucide-drawing.ts';
import { type FileStamp, locate, unreadable } from './read-text.ts';

export const MANIFEST_NAME = 'app.manifest.yml';
const ICON_SIZE_LIMIT = 32 * 1024;

/** Parsed files by path, kept between two loads: what did not change on disk is not parsed again. */
export type WorkspaceCache = Map<string, { readonly stamp: FileStamp; readonly parsed: unknown }>;

export type ReadApp =
  | {
      readonly ok: true;
      readonly app: DiscoveredApp;
      readonly placed: PlacedManifest;
      readonly warnings: readonly Problem[];
    }
  | { readonly ok: false; readonly folder: string; readonly problems: readonly Problem[] };

/** The app in a folder; undefined: there is none. Whatever is wrong with it is in the answer. */
export async function readApp(root: string, folder: string, cache: WorkspaceCache): Promise<ReadApp | undefined> {
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(folder)) {
    // Never shown as it is: it could rewrite a terminal or a log.
    const shown = encodeURI(folder.toWellFormed());
    return { ok: false, folder: shown, problems: [workspaceErrors.problem('folderName', { shown }, { file: shown })] };
  }
  const refused = (...problems: Problem[]): ReadApp => ({ ok: false, folder, problems });
  let names: Set<string>;
  try {
    names = new Set(await readdir(join(root, folder)));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : refused(unreadable(error, folder));
  }
  const file = `${folder}/${MANIFEST_NAME}`;
  if (!names.has(MANIFEST_NAME)) {
    const other = [...names].find((name) => /^app[._-]?manifest\.(?:yaml|yml|json)$/i.test(name));
    if (other === undefined) return undefined;
    const path = `${folder}/${other}`;
    return refused(workspaceErrors.problem('misnamed', { path, wanted: file }, { file: path }));
  }

  const parsed = await readParsed(root, file, cache, (text) => parseManifest(text, { file, folder }));
  if (parsed === undefined) return undefined;
  if ('problem' in parsed) return refused(parsed.problem);
  const env = names.has('.env.app') ? await readEnvApp(root, `${folder}/.env.app`, cache) : {};
  const problems: Problem[] = parsed.ok ? [] : [...parsed.problems];
  if (Array.isArray(env)) problems.push(...env);
  if (parsed.ok && parsed.manifest.backend !== 'none' && !(await isFolder(join(root, folder, 'backend')))) {
    const { manifest, lines } = parsed;
    const place = { file, line: lines.get('/backend') ?? 1, pointer: '/backend' };
    problems.push(workspaceErrors.problem('backendMissing', { folder, backend: manifest.backend }, place));
  }
  if (!parsed.ok || problems.length > 0) return refused(...problems);

  const { manifest, lines } = parsed;
  const frontend = names.has('frontend') ? await frontendKind(join(root, folder, 'frontend')) : null;
  const icon = manifest.icon.includes('/')
    ? await readIcon(root, `${folder}/${manifest.icon}`, cache)
    : await lucideDrawing(manifest.icon);
  const iconImage = typeof icon === 'string' ? { iconImage: icon } : {};
  const app: DiscoveredApp = {
    folder,
    manifest,
    frontend,
    env: env as Readonly<Record<string, string>>,
    ...iconImage,
  };
  const place = { file, line: lines.get('/icon') ?? 1, pointer: '/icon' };
  const warnings = typeof icon === 'object' ? [{ ...icon, ...place }] : [];
  return { ok: true, app, placed: { folder, file, manifest, lines }, warnings };
}

/** By what the folder is built with. */
async function frontendKind(folder: string): Promise<DiscoveredApp['frontend']> {
  if (await isFile(join(folder, 'astro.config.ts'))) return 'site';
  return (await isFile(join(folder, 'index.html'))) ? 'page' : null;
}

async function readEnvApp(
  root: string,
  file: string,
  cache: WorkspaceCache,
): Promise<Readonly<Record<string, string>> | Problem[]> {
  const parsed = await readParsed(root, file, cache, (text) => parseEnvApp(text.toString('utf8'), file));
  if (parsed === undefined) return {};
  if ('problem' in parsed) return [parsed.problem];
  return parsed.ok ? parsed.env : [...parsed.problems];
}

/** The icon as a data URI, or why it cannot be one. It is only ever shown as an image, so nothing in it runs. */
async function readIcon(root: string, path: string, cache: WorkspaceCache): Promise<string | Problem> {
  const unfit = (why: string) => workspaceErrors.problem('iconUnfit', { path, why });
  const parsed = await readParsed(root, path, cache, (svg) => {
    if (svg.length > ICON_SIZE_LIMIT) return unfit(`has ${svg.length} bytes`);
    if (!/^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<svg[\s/>]/.test(svg.toString('utf8')))
      return unfit('is no SVG');
    return `data:image/svg+xml;base64,${svg.toString('base64')}`;
  });
  if (parsed === undefined) return unfit('is missing');
  return typeof parsed === 'object' && 'problem' in parsed ? parsed.problem : parsed;
}

async function readParsed<T>(
  root: string,
  path: string,
  cache: WorkspaceCache,
  parse: (bytes: Buffer) => T,
): Promise<T | { problem: Problem } | undefined> {
  const found = await locate(root, path);
  if (found.kind === 'missing') return undefined;
  if (found.kind === 'problem') return { problem: found.problem };
  const cached = cache.get(path);
  if (cached !== undefined && sameStamp(cached.stamp, found.stamp)) return cached.parsed as T;
  const bytes = found.stamp.size;
  if (bytes > MANIFEST_SIZE_LIMIT) {
    return { problem: manifestErrors.problem('tooLarge', { bytes, limit: MANIFEST_SIZE_LIMIT }, { file: path }) };
  }
  const content = await found.read();
  if (!Buffer.isBuffer(content)) return { problem: content };
  const parsed = parse(content);
  cache.set(path, { stamp: found.stamp, parsed });
  return parsed;
}

function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.ino === b.ino;
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
