import { type Database, statement } from '../database/database.ts';
import { LIFETIME } from '../lifetimes.ts';
import type { KeyFolder } from './key-folder.ts';
import { generateJwk, type PublicJwk, type SigningKey } from './signing-key.ts';

export interface KeyRecord {
  readonly kid: string;
  /** Seconds since the epoch. */
  readonly publishedAt: number;
  readonly signsAt: number;
}

/** What the keys are at one moment: the signer first, then every other one that is published. */
export interface KeyRoles {
  readonly signer: string;
  readonly published: readonly string[];
  /** Signed once and never will again: their private halves go. */
  readonly retired: readonly string[];
  /** The last token they signed is dead. */
  readonly removed: readonly string[];
  /** When the roles change next, in seconds since the epoch; null: not by themselves. */
  readonly nextChange: number | null;
}

/** Pure: the roles follow from the recorded times alone, so that a restart changes nothing. */
function keyRoles(keys: readonly KeyRecord[], now: number): KeyRoles {
  const ordered = [...keys].sort((a, b) => b.signsAt - a.signsAt);
  // A clock that was set back may have no key due yet: then the oldest goes on.
  const signer = ordered.find((key) => key.signsAt <= now) ?? ordered.at(-1)!;
  const older = ordered.filter((key) => key.signsAt < signer.signsAt);
  const isDead = (key: KeyRecord) => {
    const successor = ordered[ordered.indexOf(key) - 1] as KeyRecord;
    return successor.signsAt + LIFETIME.keyRetention <= now;
  };
  const retired = older.filter((key) => !isDead(key));
  const upcoming = ordered.filter((key) => key.signsAt > signer.signsAt);
  const changes = [
    ...upcoming.map((key) => key.signsAt),
    ...retired.map((key) => (ordered[ordered.indexOf(key) - 1] as KeyRecord).signsAt + LIFETIME.keyRetention),
  ];
  return {
    signer: signer.kid,
    published: [signer, ...upcoming, ...retired].map((key) => key.kid),
    retired: retired.map((key) => key.kid),
    removed: older.filter(isDead).map((key) => key.kid),
    nextChange: changes.length === 0 ? null : Math.min(...changes),
  };
}

export interface Rotation {
  readonly kid: string;
  /** ISO 8601 UTC. */
  readonly signsAt: string;
  readonly previousVerifiesUntil: string;
}

export interface KeyRing {
  /** The signer first. */
  readonly keys: readonly SigningKey[];
  readonly published: { readonly keys: readonly PublicJwk[] };
  /** Publishes a new key now; it signs once every cached key set knows it. */
  rotate(): Promise<Rotation>;
  /** Lets the roles follow the clock. True: `keys` changed. */
  turn(): Promise<boolean>;
  /** Drops every key and makes a new one that signs at once: after a key was stolen. */
  replaceAll(): Promise<void>;
}

const all = statement(
  'key_all',
  `select kid, extract(epoch from published_at)::float8 as "publishedAt", extract(epoch from signs_at)::float8 as "signsAt"
   from signing_key`,
);
const insert = statement(
  'key_insert',
  'insert into signing_key (kid, published_at, signs_at) values ($1, to_timestamp($2), to_timestamp($3))',
);
const remove = statement('key_remove', 'delete from signing_key where kid = any($1::text[])');

/** @throws ScalrError when a known key's file is lost or corrupt: a silently made new one would sign everybody out. */
export async function openKeyRing(database: Database, folder: KeyFolder): Promise<KeyRing> {
  const seconds = () => Date.now() / 1000;
  let keys: SigningKey[] = [];

  const add = async (signsAt: number) => {
    const jwk = await generateJwk();
    // The file first: a row without a file would stop the next start.
    await folder.write(jwk.kid, jwk);
    await database.change(insert, [jwk.kid, seconds(), signsAt]);
    return jwk.kid;
  };

  const load = async (): Promise<boolean> => {
    const records = await database.rows<KeyRecord>(all);
    const roles = keyRoles(records, seconds());
    const loaded = await Promise.all(roles.published.map((kid) => folder.read(kid)));
    const shape = (ring: readonly SigningKey[]) => ring.map((key) => key.publicJwk.kid).join();
    const changed = shape(loaded) !== shape(keys);
    keys = loaded;
    for (const key of loaded) {
      if (roles.retired.includes(key.publicJwk.kid) && key.canSign) await folder.retire(key.publicJwk.kid);
    }
    if (roles.removed.length > 0) {
      await database.change(remove, [roles.removed]);
      for (const kid of roles.removed) await folder.remove(kid);
    }
    return changed;
  };

  const replaceAll = async () => {
    const known = (await database.rows<KeyRecord>(all)).map((key) => key.kid);
    await add(seconds());
    await database.change(remove, [known]);
    for (const kid of known) await folder.remove(kid);
  };

  if (await folder.takeResetWish()) await replaceAll();
  else if ((await database.rows(all)).length === 0) await add(seconds());
  await load();

  return {
    get keys() {
      return keys;
    },
    get published() {
      return { keys: keys.map((key) => key.publicJwk) };
    },
    rotate: async () => {
      const signsAt = seconds() + LIFETIME.keyOverlap;
      const kid = await add(signsAt);
      await load();
      return {
        kid,
        signsAt: new Date(signsAt * 1000).toISOString(),
        previousVerifiesUntil: new Date((signsAt + LIFETIME.keyRetention) * 1000).toISOString(),
      };
    },
    turn: load,
    replaceAll: async () => {
      await replaceAll();
      await load();
    },
  };
}
