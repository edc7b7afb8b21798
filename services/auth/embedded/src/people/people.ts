import { randomInt, randomUUID } from 'node:crypto';
import type { FirstSignIn, Group, NewUser, User, UserChange } from '@scalr/ports';
import type { Audit } from '../audit.ts';
import { type Database, type Queries, statement } from '../database/database.ts';
import { errors } from '../errors.ts';
import { Recent } from '../recent.ts';
import type { PasswordHasher } from './password.ts';
import { passwordWeakness } from './password-rules.ts';
import { NO_PASSWORD, TEST_PEOPLE } from './test-people.ts';

/** The group whose members administer the platform. */
const ADMINISTRATORS = 'admins';

interface Row {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly groups: string[];
  readonly disabled: boolean;
  readonly created_at: Date;
  readonly is_test: boolean;
}

export interface Credentials {
  readonly user: User;
  readonly passwordHash: string;
}

const fields = 'id, username, name, email, groups, disabled, created_at, is_test';
const byId = statement('person_by_id', `select ${fields} from person where id = $1 and (not is_test or $2)`);
const byName = statement(
  'person_by_name',
  `select ${fields}, password_hash from person where username = $1 and (not is_test or $2)`,
);
const lockByName = statement(
  'person_lock',
  `select ${fields} from person where username = $1 and (not is_test or $2) for update`,
);
const everybody = statement('person_all', `select ${fields} from person where not is_test or $1 order by username`);
const anybody = statement('person_any', 'select 1 from person where not is_test limit 1');
const insert = statement(
  'person_insert',
  `insert into person (id, username, name, email, password_hash, groups, created_at, is_test)
   values ($1, $2, $3, $4, $5, $6, to_timestamp($7), $8) on conflict (username) do nothing returning ${fields}`,
);
// A name that only a hidden test person holds is free.
const giveWay = statement('person_give_way', 'delete from person where username = $1 and is_test and not $2');
const update = statement(
  'person_update',
  `update person set name = $2, email = $3, groups = $4, disabled = $5, password_hash = coalesce($6, password_hash)
   where id = $1 returning ${fields}`,
);
const rehash = statement('person_rehash', 'update person set password_hash = $2 where id = $1 and password_hash = $3');
const remove = statement('person_remove', 'delete from person where id = $1');
const otherAdministrators = statement(
  'person_other_admins',
  'select count(*)::int as count from person where $1 = any(groups) and not disabled and not is_test and id <> $2',
);
const ensureGroups = statement(
  'group_ensure',
  'insert into platform_group (name, created_at) select unnest($1::text[]), now() on conflict do nothing',
);
const groups = statement(
  'group_all',
  `select g.name, coalesce(array_agg(p.username order by p.username) filter (where p.username is not null), '{}') as members
   from platform_group g left join person p on g.name = any(p.groups) and (not p.is_test or $1)
   group by g.name order by g.name`,
);
const removeGroup = statement('group_remove', 'delete from platform_group where name = $1');
const leaveGroup = statement(
  'group_leave',
  'update person set groups = array_remove(groups, $1) where $1 = any(groups)',
);
// Serialises what must not be decided twice: the first administrator, and who is the last one.
const decideAlone = statement('person_decide', "select pg_advisory_xact_lock(hashtext('administrators'))");

const toUser = (row: Row): User => ({
  id: row.id,
  username: row.username,
  name: row.name,
  email: row.email,
  groups: [...row.groups].sort(),
  disabled: row.disabled,
  createdAt: row.created_at.toISOString(),
  isTest: row.is_test,
});

// Without i, l, o and u: nothing to mistake when it is copied by eye. 24 signs of 5 bit are 120 bit.
const READABLE = 'abcdefghjkmnpqrstvwxyz0123456789';
const strongPassword = () =>
  Array.from({ length: 6 }, () => Array.from({ length: 4 }, () => READABLE[randomInt(32)]).join('')).join('-');

export interface People {
  find(id: string): Promise<User | undefined>;
  credentials(username: string): Promise<Credentials | undefined>;
  list(): Promise<readonly User[]>;
  add(user: NewUser): Promise<User>;
  change(username: string, change: UserChange): Promise<User>;
  /** The id the person had. */
  remove(username: string): Promise<string>;
  /** Makes the test people that are not there yet. */
  ensureTestPeople(emailDomain: string): Promise<void>;
  bootstrap(emailDomain: string): Promise<FirstSignIn | null>;
  /** Stores a stronger hash of the same password, unless it was changed meanwhile. */
  strengthen(id: string, was: string, passwordHash: string): Promise<void>;
  listGroups(): Promise<readonly Group[]>;
  createGroup(name: string): Promise<void>;
  removeGroup(name: string): Promise<void>;
}

/** `showTest` false, as in production: people made for tests are as if they were not there. */
export function createPeople(database: Database, hasher: PasswordHasher, audit: Audit, showTest: boolean): People {
  const hashed = (password: string, username: string) => {
    const reason = passwordWeakness(password, username);
    if (reason !== null) throw errors.error('passwordRefused', { reason });
    return hasher.hash(password);
  };

  const keepAnAdministrator = async (queries: Queries, row: Row) => {
    if (row.disabled || !row.groups.includes(ADMINISTRATORS)) return;
    const [others] = await queries.rows<{ count: number }>(otherAdministrators, [ADMINISTRATORS, row.id]);
    if ((others?.count ?? 0) === 0) throw errors.error('lastAdministrator', { username: row.username });
  };

  const lock = async (queries: Queries, username: string) => {
    await queries.rows(decideAlone);
    const [row] = await queries.rows<Row>(lockByName, [username, showTest]);
    if (row === undefined) throw errors.error('userUnknown', { username });
    return row;
  };

  const create = async (queries: Queries, user: NewUser, passwordHash: string, isTest = false) => {
    const member = [...new Set(user.groups)];
    await queries.change(ensureGroups, [member]);
    await queries.change(giveWay, [user.username, showTest]);
    const [row] = await queries.rows<Row>(insert, [
      randomUUID(),
      user.username,
      user.name,
      user.email,
      passwordHash,
      member,
      Date.now() / 1000,
      isTest,
    ]);
    if (row === undefined) throw errors.error('userExists', { username: user.username });
    return toUser(row);
  };

  // Every change of a person goes through here, so a look within seconds of another may be answered from memory.
  const recent = new Recent<User>(1_000, 5_000);
  let version = 0;
  const forget = () => {
    version++;
    recent.clear();
  };
  // What was asked before a change must not be remembered after it.
  const asOf = (asked: number, row: Row) => {
    const user = toUser(row);
    if (asked === version) recent.set(user.id, user);
    return user;
  };

  return {
    find: async (id) => {
      const known = recent.get(id);
      if (known !== undefined) return known;
      const asked = version;
      const [row] = await database.rows<Row>(byId, [id, showTest]);
      return row && asOf(asked, row);
    },
    credentials: async (username) => {
      const asked = version;
      const [row] = await database.rows<Row & { password_hash: string }>(byName, [username, showTest]);
      return row && { user: asOf(asked, row), passwordHash: row.password_hash };
    },
    list: async () => (await database.rows<Row>(everybody, [showTest])).map(toUser),

    add: async (user) => {
      const passwordHash = await hashed(user.password, user.username);
      const added = await database.transaction((queries) => create(queries, user, passwordHash));
      await audit.note('user_added', { username: added.username, detail: added.groups.join(' ') });
      return added;
    },

    change: async (username, change) => {
      const passwordHash = change.password === undefined ? null : await hashed(change.password, username);
      const changed = await database.transaction(async (queries) => {
        const row = await lock(queries, username);
        const leaving = new Set(change.removeGroups);
        const member = [...new Set([...row.groups, ...(change.addGroups ?? [])])].filter((name) => !leaving.has(name));
        const disabled = change.disabled ?? row.disabled;
        if (disabled || !member.includes(ADMINISTRATORS)) await keepAnAdministrator(queries, row);
        await queries.change(ensureGroups, [change.addGroups ?? []]);
        const [after] = await queries.rows<Row>(update, [
          row.id,
          change.name ?? row.name,
          change.email ?? row.email,
          member,
          disabled,
          passwordHash,
        ]);
        return toUser(after as Row);
      });
      forget();
      const what = Object.entries(change)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => (key === 'password' ? key : `${key}=${String(value)}`));
      await audit.note('user_changed', { username, detail: what.join(' ') });
      return changed;
    },

    remove: async (username) => {
      const id = await database.transaction(async (queries) => {
        const row = await lock(queries, username);
        await keepAnAdministrator(queries, row);
        await queries.change(remove, [row.id]);
        return row.id;
      });
      forget();
      await audit.note('user_removed', { username });
      return id;
    },

    bootstrap: async (emailDomain) => {
      if ((await database.rows(anybody)).length > 0) return null;
      const first = { username: 'admin', password: strongPassword() };
      const passwordHash = await hasher.hash(first.password);
      const made = await database.transaction(async (queries) => {
        await queries.rows(decideAlone);
        if ((await queries.rows(anybody)).length > 0) return false;
        const user = { ...first, name: 'Administrator', email: `admin@${emailDomain}`, groups: [ADMINISTRATORS] };
        await create(queries, user, passwordHash);
        return true;
      });
      if (made) await audit.note('user_added', { username: first.username, detail: 'first administrator' });
      return made ? first : null;
    },

    ensureTestPeople: async (emailDomain) => {
      await database.transaction(async (queries) => {
        for (const { username, name, groups: member } of TEST_PEOPLE) {
          const [there] = await queries.rows(byName, [username, true]);
          if (there !== undefined) continue;
          const user = { username, name, email: `${username}@${emailDomain}`, groups: member, password: '' };
          await create(queries, user, NO_PASSWORD, true);
        }
      });
    },

    strengthen: async (id, was, passwordHash) => {
      await database.change(rehash, [id, passwordHash, was]);
    },

    listGroups: () => database.rows<{ name: string; members: string[] }>(groups, [showTest]),
    createGroup: async (name) => {
      if ((await database.change(ensureGroups, [[name]])) > 0) await audit.note('group_created', { detail: name });
    },
    removeGroup: async (name) => {
      if (name === ADMINISTRATORS) throw errors.error('groupProtected', { name });
      await database.transaction(async (queries) => {
        if ((await queries.change(removeGroup, [name])) === 0) throw errors.error('groupUnknown', { name });
        await queries.change(leaveGroup, [name]);
      });
      forget();
      await audit.note('group_removed', { detail: name });
    },
  };
}
