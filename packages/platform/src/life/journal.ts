import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { printJson, writeFileAtomically } from '@scalr/fileset';
import { z } from 'zod';

/** Where apps are while they are neither here nor there; on the file system of the workspace, so that moves are one step. */
const FOLDER = '.scalr/scaffold';
const FILE = 'journal.json';

const begun = {
  /** Of the app; stays the same whatever it is called. */
  id: z.string(),
  slug: z.string(),
  /** Relative to the workspace root. */
  folder: z.string(),
};

const journalSchema = z.discriminatedUnion('kind', [
  /** An app is being made. Its folder being in place means that it is whole. */
  z.object({ kind: z.literal('new'), ...begun }),
  /** An app is being taken away. Its folder not being in place any more means that the rest has to go too. */
  z.object({ kind: z.literal('withdraw'), ...begun, database: z.string().nullable() }),
  /** An app gets another name. Its folder not being in place any more means that the rest has to be done too. */
  z.object({
    kind: z.literal('rename'),
    ...begun,
    to: z.object({ slug: z.string(), folder: z.string() }),
    /** Paths relative to the app's folder that change; what they become lies in the staging folder. */
    files: z.array(z.string()),
    /** The same of other apps' manifests, relative to the root. */
    others: z.array(z.string()),
  }),
]);

export type Journal = z.infer<typeof journalSchema>;

/** One folder of its own for one change. */
export interface Staging {
  /** Absolute path. */
  readonly folder: string;
  /** Where the app's own folder is meanwhile. */
  readonly app: string;
  /** Where its generated client is meanwhile. */
  readonly types: string;
  /** What the app's own files, and those of others, become. */
  readonly files: string;
  readonly others: string;
  /** Null: it was begun by somebody who did not come as far as to write it. */
  readonly journal: Journal | null;
  discard(): Promise<void>;
}

/** @throws ScalrError of writeFileAtomically; nothing is left then */
export async function openStaging(root: string, name: string, journal: Journal): Promise<Staging> {
  const staging = stagingAt(join(root, FOLDER, name), journal);
  try {
    await writeFileAtomically(join(staging.folder, FILE), printJson(journal));
  } catch (error) {
    await staging.discard().catch(() => undefined);
    throw error;
  }
  return staging;
}

/** Everything that was begun and not ended. */
export async function openStagings(root: string): Promise<readonly Staging[]> {
  const names = await readdir(join(root, FOLDER)).catch(() => []);
  return Promise.all(
    names.sort().map(async (name) => stagingAt(join(root, FOLDER, name), await readJournal(root, name))),
  );
}

export async function hasStagings(root: string): Promise<boolean> {
  return (await readdir(join(root, FOLDER)).catch(() => [])).length > 0;
}

async function readJournal(root: string, name: string): Promise<Journal | null> {
  try {
    return journalSchema.parse(JSON.parse(await readFile(join(root, FOLDER, name, FILE), 'utf8')));
  } catch {
    return null;
  }
}

function stagingAt(folder: string, journal: Journal | null): Staging {
  return {
    folder,
    app: join(folder, 'app'),
    types: join(folder, 'types'),
    files: join(folder, 'files'),
    others: join(folder, 'others'),
    journal,
    discard: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}
