import { createHash, type Hash } from 'node:crypto';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';

/** A short name for exactly this state of everything that was added to it. */
export class Fingerprint {
  readonly #hash: Hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}\0`);

  text(value: string): this {
    this.#hash.update(`${Buffer.byteLength(value)}:${value}`);
    return this;
  }

  /** Names and contents of every file below a folder; nothing when there is no such folder. */
  async folder(folder: string, skip: (name: string) => boolean = () => false): Promise<this> {
    const files = await filesOf(folder, skip);
    const contents = await Promise.all(files.map((file) => readFile(file)));
    for (const [index, file] of files.entries()) {
      this.text(relative(folder, file).split(sep).join('/'));
      this.#hash.update(`${contents[index]?.length}:`).update(contents[index] ?? '');
    }
    return this;
  }

  /** What is installed: npm's own record of node_modules, else the lock file. */
  async lock(installFolder: string): Promise<this> {
    for (const name of ['node_modules/.package-lock.json', 'package-lock.json']) {
      const content = await readFile(join(installFolder, name), 'utf8').catch(() => null);
      if (content !== null) return this.text(content);
    }
    return this;
  }

  /** Sources of these workspace packages and of every workspace package they stand on. */
  async packages(installFolder: string, names: readonly string[]): Promise<this> {
    for (const folder of await packageFolders(installFolder, names)) {
      this.text(await readFile(join(folder, 'package.json'), 'utf8'));
      await this.folder(join(folder, 'src'));
    }
    return this;
  }

  /** 24 hexadecimal digits. Ends it. */
  digest(): string {
    return this.#hash.digest('hex').slice(0, 24);
  }
}

const packageJson = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});

/** Real folders of workspace packages, with those they depend on; one that is not installed is left out. */
export async function packageFolders(installFolder: string, names: readonly string[]): Promise<readonly string[]> {
  const found = new Map<string, string>();
  const wanted = [...names];
  for (let name = wanted.shift(); name !== undefined; name = wanted.shift()) {
    if (found.has(name)) continue;
    const folder = await realpath(join(installFolder, 'node_modules', name)).catch(() => null);
    if (folder === null) continue;
    found.set(name, folder);
    const { dependencies, peerDependencies } = packageJson.parse(
      JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
    );
    wanted.push(...Object.keys({ ...dependencies, ...peerDependencies }).filter((key) => key.startsWith('@scalr/')));
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, folder]) => folder);
}

async function filesOf(folder: string, skip: (name: string) => boolean): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const nested = await Promise.all(
    entries
      .filter((entry) => entry.name !== 'node_modules' && !skip(entry.name))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return filesOf(path, skip);
        return entry.isFile() ? [path] : [];
      }),
  );
  return nested.flat().sort();
}
