import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Asset, type Coding, chooseCoding } from './asset.ts';
import type { AssetLibrary } from './asset-library.ts';
import type { Clock } from './clock.ts';
import { mediaType } from './media-type.ts';

const RECHECK_MS = 1000;
const CODINGS: readonly (readonly [Coding, string])[] = [
  ['br', '.br'],
  ['gzip', '.gz'],
];

interface Entry {
  readonly file: string;
  readonly br: boolean;
  readonly gzip: boolean;
  readonly headers: string;
}

/** `page`: any path that looks like no file is a place inside the app, `index.html`. `site`: every path is a file's. */
export type FolderKind = 'page' | 'site';

export type Found =
  | { readonly kind: 'file'; readonly status: 200 | 404; readonly asset: Asset }
  /** With a page of its own, which is found with a slash behind the path. */
  | { readonly kind: 'folder' };

/** A built frontend. Its list of files is read once and again when `index.html` is another than before. */
export class AssetFolder {
  readonly path: string;
  readonly #kind: FolderKind;
  readonly #library: AssetLibrary;
  readonly #clock: Clock;
  #entries: ReadonlyMap<string, Entry> = new Map();
  #version: string | null = null;
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(path: string, kind: FolderKind, library: AssetLibrary, clock: Clock) {
    this.path = path;
    this.#kind = kind;
    this.#library = library;
    this.#clock = clock;
  }

  /** `path`: decoded. */
  find(path: string, acceptEncoding: string): Found | null {
    if (this.#clock.now - this.#checkedAt >= RECHECK_MS) this.#recheck();
    const entry = this.#entries.get(path) ?? (path.endsWith('/') ? this.#entries.get(`${path}index.html`) : undefined);
    if (entry !== undefined) return this.#load(entry, 200, acceptEncoding);
    if (this.#kind === 'site' && this.#entries.has(`${path}/index.html`)) return { kind: 'folder' };
    return this.#load(this.#fallback(path), this.#kind === 'site' ? 404 : 200, acceptEncoding);
  }

  #fallback(path: string): Entry | undefined {
    if (this.#kind === 'site') return this.#entries.get('/404.html');
    return looksLikeFile(path) ? undefined : this.#entries.get('/index.html');
  }

  #load(entry: Entry | undefined, status: 200 | 404, acceptEncoding: string): Found | null {
    if (entry === undefined) return null;
    const coding = chooseCoding(acceptEncoding, entry);
    const suffix = coding === 'br' ? '.br' : coding === 'gzip' ? '.gz' : '';
    const asset = this.#library.load({ file: entry.file + suffix, coding, headers: entry.headers });
    return asset === null ? null : { kind: 'file', status, asset };
  }

  #recheck(): void {
    this.#checkedAt = this.#clock.now;
    const version = versionOf(join(this.path, 'index.html'));
    if (version === this.#version) return;
    this.#version = version;
    this.#library.forget(this.path);
    this.#entries = listFiles(this.path);
  }
}

function versionOf(file: string): string {
  const status = statSync(file, { throwIfNoEntry: false });
  return status === undefined ? '' : `${status.mtimeMs}-${status.size}-${status.ino}`;
}

function looksLikeFile(path: string): boolean {
  return path.lastIndexOf('.') > path.lastIndexOf('/');
}

/** Regular files only: a symbolic link could lead out of the folder. */
function listFiles(root: string): ReadonlyMap<string, Entry> {
  const paths = new Set<string>();
  try {
    for (const item of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (item.isFile()) paths.add(join(item.parentPath, item.name).slice(root.length));
    }
  } catch {
    return new Map();
  }
  const entries = new Map<string, Entry>();
  for (const path of paths) {
    if (CODINGS.some(([, suffix]) => path.endsWith(suffix) && paths.has(path.slice(0, -suffix.length)))) continue;
    const br = paths.has(`${path}.br`);
    const gzip = paths.has(`${path}.gz`);
    entries.set(path, { file: root + path, br, gzip, headers: entryHeaders(path, br || gzip) });
  }
  return entries;
}

function entryHeaders(path: string, varies: boolean): string {
  const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  return `Content-Type: ${mediaType(path)}\r\nCache-Control: ${cache}\r\n${varies ? 'Vary: Accept-Encoding\r\n' : ''}`;
}
