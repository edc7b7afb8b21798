import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Asset, Coding } from './asset.ts';
import { AssetFolder, type FolderKind } from './asset-folder.ts';
import type { Clock } from './clock.ts';

const KEPT_BYTES = 64 * 1024 * 1024;
/** Larger files are streamed: one of them must not push everything else out. */
const KEPT_FILE_BYTES = 8 * 1024 * 1024;

export interface AssetFile {
  readonly file: string;
  readonly coding: Coding;
  /** Content-Type, Cache-Control and Vary lines. */
  readonly headers: string;
}

/** Contents of built frontends, kept in memory: the least recently used go first beyond 64 MB. */
export class AssetLibrary {
  readonly #clock: Clock;
  readonly #folders = new Map<string, AssetFolder>();
  readonly #kept = new Map<string, { asset: Asset; touched: number }>();
  #bytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  folder(path: string, kind: FolderKind): AssetFolder {
    let folder = this.#folders.get(path);
    if (folder === undefined) {
      folder = new AssetFolder(path, kind, this, this.#clock);
      this.#folders.set(path, folder);
    }
    return folder;
  }

  /** Null when the file is no longer there. */
  load(wanted: AssetFile): Asset | null {
    const found = this.#kept.get(wanted.file);
    if (found !== undefined) {
      if (found.touched !== this.#clock.now) {
        found.touched = this.#clock.now;
        this.#kept.delete(wanted.file);
        this.#kept.set(wanted.file, found);
      }
      return found.asset;
    }
    const asset = read(wanted);
    if (asset?.body) {
      this.#kept.set(wanted.file, { asset, touched: this.#clock.now });
      this.#bytes += asset.size;
      this.#trim();
    }
    return asset;
  }

  /** Forgets what was read below `folder`, because it was replaced. */
  forget(folder: string): void {
    for (const [file, { asset }] of this.#kept) {
      if (!file.startsWith(`${folder}/`)) continue;
      this.#kept.delete(file);
      this.#bytes -= asset.size;
    }
  }

  /** Forgets folders no route names any more. */
  retain(folders: ReadonlySet<string>): void {
    for (const folder of this.#folders.keys()) {
      if (folders.has(folder)) continue;
      this.#folders.delete(folder);
      this.forget(folder);
    }
  }

  #trim(): void {
    for (const [file, { asset }] of this.#kept) {
      if (this.#bytes <= KEPT_BYTES) return;
      this.#kept.delete(file);
      this.#bytes -= asset.size;
    }
  }
}

function read(wanted: AssetFile): Asset | null {
  try {
    const status = statSync(wanted.file);
    const body = status.size <= KEPT_FILE_BYTES ? readFileSync(wanted.file) : null;
    const digest = createHash('sha256')
      .update(body ?? `${status.size}-${status.mtimeMs}-${status.ino}`)
      .digest('base64url')
      .slice(0, 22);
    const etag = `"${digest}${wanted.coding === 'identity' ? '' : `-${wanted.coding}`}"`;
    const encoding = wanted.coding === 'identity' ? '' : `Content-Encoding: ${wanted.coding}\r\n`;
    return {
      body,
      file: wanted.file,
      size: body?.length ?? status.size,
      etag,
      headers: `${wanted.headers}ETag: ${etag}\r\n${encoding}`,
    };
  } catch {
    return null;
  }
}
