import type { JsonWebKey } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errors } from '../errors.ts';
import { SigningKey, thumbprint } from './signing-key.ts';

/** Key files on disk: `<kid>.json`, each a JWK, 0600 in a folder of 0700. */
export interface KeyFolder {
  /** Written beside, flushed, then renamed: either the whole file or none. */
  write(kid: string, jwk: JsonWebKey): Promise<void>;
  /** @throws ScalrError AUTH_KEY_FILE_LOST or AUTH_KEY_FILE_CORRUPT */
  read(kid: string): Promise<SigningKey>;
  /** Forgets the private half and keeps what verifies. */
  retire(kid: string): Promise<void>;
  remove(kid: string): Promise<void>;
  /** Whether the operator asked to begin anew; the wish is taken back by asking. */
  takeResetWish(): Promise<boolean>;
}

const isMissing = (error: unknown) => (error as { code?: unknown }).code === 'ENOENT';

export async function openKeyFolder(folder: string): Promise<KeyFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const reset = join(folder, 'reset');
  const fileOf = (kid: string) => join(folder, `${kid}.json`);

  const write = async (kid: string, jwk: JsonWebKey) => {
    const temporary = `${fileOf(kid)}.${process.pid}.tmp`;
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(jwk)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, fileOf(kid));
    const directory = await open(folder, 'r');
    await directory.sync().finally(() => directory.close());
  };

  const read = async (kid: string): Promise<SigningKey> => {
    const file = fileOf(kid);
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if (isMissing(error)) throw errors.error('keyFileLost', { file, reset });
      throw errors.error('keyFileCorrupt', { file, reset, reason: 'it is not readable' }, { cause: error });
    }
    try {
      const jwk = JSON.parse(text) as JsonWebKey;
      if (thumbprint(jwk) !== kid) throw new Error('it holds another key');
      await chmod(file, 0o600);
      return new SigningKey(jwk);
    } catch (error) {
      const reason = error instanceof Error && error.message.startsWith('it ') ? error.message : 'it is not a JWK';
      throw errors.error('keyFileCorrupt', { file, reset, reason }, { cause: error });
    }
  };

  return {
    write,
    read,
    retire: async (kid) => write(kid, { ...(await read(kid)).publicJwk }),
    remove: (kid) => rm(fileOf(kid), { force: true }),
    takeResetWish: async () => {
      const wished = await stat(reset).then(
        () => true,
        () => false,
      );
      if (wished) await rm(reset);
      return wished;
    },
  };
}
