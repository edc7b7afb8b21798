import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScalrError } from '@scalr/errors';
import { type FileSet, fileSet } from '@scalr/fileset';
import { run } from '@scalr/process';
import { siteErrors } from './errors.ts';
import { finding } from './finding.ts';
import { moveInlineScripts } from './inline-scripts.ts';
import { type SitePlace, workspaceOf } from './site-place.ts';

const PROCESS = join(import.meta.dirname, 'build-process.ts');

/**
 * Everything that a browser loads of a site made with Astro, without inline scripts. Nothing is fetched, and nothing
 * is written elsewhere than below `stateFolder`.
 * @throws ScalrError `SITE_BUILD_FAILED` with the file and line of what is wrong
 */
export async function buildSite(place: SitePlace): Promise<FileSet> {
  const parent = join(place.stateFolder, 'site');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(parent, `${place.slug}-`));
  try {
    // What Astro writes there imports packages, and they are found from where a file lies.
    await symlink(modulesFolder(), join(folder, 'node_modules'), 'dir');
    await runAstro(place, folder);
    return withoutInlineScripts(await filesOf(join(folder, 'out')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runAstro(place: SitePlace, folder: string): Promise<void> {
  const job = JSON.stringify({ root: place.root, folder, installFolder: dirname(modulesFolder()) });
  const { code, stdout, stderr } = await run([process.execPath, PROCESS, job], {
    cwd: folder,
    // A home of its own: preferences of whoever runs it change nothing.
    env: { ASTRO_TELEMETRY_DISABLED: '1', NODE_ENV: 'production', HOME: folder },
  });
  if (code === 0) return;
  const said = finding.safeParse(parsed(stdout.trim().split('\n').at(-1) ?? ''));
  if (!said.success) throw new Error(`Astro ended with ${code}: ${stderr || stdout}`);
  const { detail, file, line } = said.data;
  const workspace = workspaceOf(place);
  const inWorkspace = (path: string) => relative(workspace, path).split(sep).join('/');
  const plain = detail.replaceAll(`${workspace}${sep}`, '');
  const where = inWorkspace(file ?? place.root);
  const problem = siteErrors.problem(
    'buildFailed',
    { slug: place.slug, detail: plain, place: line === undefined ? where : `${where}:${line}` },
    { ...(file === undefined ? {} : { file: where }), ...(line === undefined ? {} : { line }) },
  );
  throw new ScalrError('user', [problem]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The `node_modules` that Astro is installed in. */
function modulesFolder(): string {
  return dirname(dirname(fileURLToPath(import.meta.resolve('astro/package.json'))));
}

async function filesOf(folder: string): Promise<readonly (readonly [string, Buffer])[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    paths.map(async (path) => [relative(folder, path).split(sep).join('/'), await readFile(path)] as const),
  );
}

function withoutInlineScripts(files: readonly (readonly [string, Buffer])[]): FileSet {
  const scripts = new Map<string, Buffer>();
  const pages = files.map(([name, content]) => {
    if (!name.endsWith('.html')) return [name, content] as const;
    const moved = moveInlineScripts(content.toString('utf8'));
    for (const [path, code] of moved.files) scripts.set(path, Buffer.from(code));
    return [name, Buffer.from(moved.html)] as const;
  });
  return fileSet([...pages, ...scripts]);
}
