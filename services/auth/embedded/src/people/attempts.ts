import { type Database, statement } from '../database/database.ts';

/** Failures that cost nothing. Many people may sit behind one address. */
const FREE = { user: 5, address: 30 } as const;
/** Seconds. Pauses double up to here: short enough that nobody can lock somebody else out for good. */
const LONGEST_PAUSE = 60;
/** Failures are forgotten after this many seconds without another. */
const MEMORY = 15 * 60;

// Counts the attempt before the password is looked at, in the statement that also decides, so that parallel guesses
// can't slip through between check and count. While a pause lasts nothing is counted: hammering can't prolong it.
// A pause that ends later than it possibly could (the clock was set back) is not believed.
// Rows are taken in key order: no deadlock.
const take = statement(
  'attempt_take',
  `insert into sign_in_attempt as a (key, failures, last_at, blocked_until, granted)
   select key, 1, to_timestamp($2), to_timestamp($2), true from unnest($1::text[]) as k(key) order by key
   on conflict (key) do update set (failures, last_at, blocked_until, granted) = (
     select
       case when paused then a.failures else count end,
       case when paused then a.last_at else to_timestamp($2) end,
       case when paused then a.blocked_until
         when count > free then to_timestamp($2 + least($6, power(2, least(count - free - 1, 10))))
         else to_timestamp($2) end,
       not paused
     from (
       select
         a.blocked_until > to_timestamp($2) and a.blocked_until <= to_timestamp($2 + $6 + 1) as paused,
         case when a.last_at < to_timestamp($2 - $3) or a.last_at > to_timestamp($2 + $6 + 1) then 1
           else a.failures + 1 end as count,
         case when a.key like 'address:%' then $4::int else $5::int end as free
     ) as now
   )
   returning granted, extract(epoch from blocked_until)::float8 as until`,
);
const forgive = statement(
  'attempt_forgive',
  `with gone as (delete from sign_in_attempt where key = $1)
   update sign_in_attempt set failures = greatest(0, failures - 1) where key = $2`,
);
const prune = statement('attempt_prune', 'delete from sign_in_attempt where last_at < to_timestamp($1 - $2)');

export interface Attempts {
  /** Seconds to wait before this person, or this address, may try again; 0: go on, and the attempt is counted. */
  take(username: string, address: string): Promise<number>;
  /** The password was right. The person's count is cleared; the address only gets its one attempt back. */
  forgive(username: string, address: string): Promise<void>;
  prune(): Promise<number>;
}

export function createAttempts(database: Database): Attempts {
  const seconds = () => Date.now() / 1000;
  const keys = (username: string, address: string) => [`address:${address}`, `user:${username.slice(0, 80)}`];
  return {
    take: async (username, address) => {
      const now = seconds();
      const rows = await database.rows<{ granted: boolean; until: number }>(take, [
        keys(username, address),
        now,
        MEMORY,
        FREE.address,
        FREE.user,
        LONGEST_PAUSE,
      ]);
      const until = Math.max(0, ...rows.filter((row) => !row.granted).map((row) => row.until));
      return until === 0 ? 0 : Math.max(1, Math.ceil(until - now));
    },
    forgive: async (username, address) => {
      const [addressKey, userKey] = keys(username, address);
      await database.change(forgive, [userKey, addressKey]);
    },
    prune: () => database.change(prune, [seconds(), MEMORY]),
  };
}
