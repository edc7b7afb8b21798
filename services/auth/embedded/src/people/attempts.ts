import { type Database, statement } from '../database/database.ts';

/** Failures that cost nothing. Many people may sit behind one address. */
const FREE = { user: 5, address: 30 } as const;
/** Seconds. Pauses double up to here: short enough that nobody can lock somebody else out for good. */
const LONGEST_PAUSE = 60;
/** Failures are forgotten after this many seconds without another. */
const MEMORY = 15 * 60;

interface Row {
  readonly key: string;
  readonly until: number;
}

// A pause that ends later than it possibly could (the clock was set back) is not believed.
const look = statement(
  'attempt_look',
  `select key, case when blocked_until <= to_timestamp($2::float8 + $3::float8 + 1)
     then extract(epoch from blocked_until)::float8 else 0 end as until
   from sign_in_attempt where key = any($1::text[])`,
);
// Rows are taken in key order: no deadlock.
const fail = statement(
  'attempt_fail',
  `insert into sign_in_attempt as a (key, failures, last_at, blocked_until)
   select key, 1, to_timestamp($2), to_timestamp($2) from unnest($1::text[]) as k(key) order by key
   on conflict (key) do update set (failures, last_at, blocked_until) = (
     select count, to_timestamp($2), case when count > free
       then to_timestamp($2 + least($6, power(2, least(count - free - 1, 10)))) else to_timestamp($2) end
     from (
       select
         case when a.last_at < to_timestamp($2 - $3) or a.last_at > to_timestamp($2 + $6 + 1) then 1
           else a.failures + 1 end as count,
         case when a.key like 'address:%' then $4::int else $5::int end as free
     ) as now
   )`,
);
const forgive = statement('attempt_forgive', 'delete from sign_in_attempt where key = $1');
const prune = statement(
  'attempt_prune',
  'delete from sign_in_attempt where last_at < to_timestamp($1::float8 - $2::float8)',
);

/** One at a time for each key: parallel guesses can't slip through between the look and the count. */
class Turns {
  readonly #last = new Map<string, Promise<void>>();

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    let done = () => {};
    const mine = new Promise<void>((resolve) => {
      done = resolve;
    });
    this.#last.set(key, mine);
    try {
      await before;
      return await work();
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
      done();
    }
  }
}

export interface Attempts {
  /**
   * Lets `judge` look at the password unless this person, or this address, has to wait; then the seconds to wait.
   * A wrong one counts for both, a right one clears the person's count. While a pause lasts nothing is counted:
   * hammering can't prolong it.
   */
  judge(username: string, address: string, judge: () => Promise<boolean>): Promise<boolean | number>;
  prune(): Promise<number>;
}

export function createAttempts(database: Database): Attempts {
  const seconds = () => Date.now() / 1000;
  const turns = new Turns();

  const judgeInTurn = async (userKey: string, addressKey: string, judge: () => Promise<boolean>) => {
    const now = seconds();
    const keys = [addressKey, userKey];
    const rows = await database.rows<Row>(look, [keys, now, LONGEST_PAUSE]);
    const until = Math.max(0, ...rows.map((row) => row.until));
    if (until > now) return Math.max(1, Math.ceil(until - now));
    const right = await judge();
    if (!right) await database.change(fail, [keys, now, MEMORY, FREE.address, FREE.user, LONGEST_PAUSE]);
    else if (rows.some(({ key }) => key === userKey)) await database.change(forgive, [userKey]);
    return right;
  };

  return {
    judge: (username, address, judge) => {
      const userKey = `user:${username.slice(0, 80)}`;
      return turns.take(userKey, () => judgeInTurn(userKey, `address:${address}`, judge));
    },
    prune: () => database.change(prune, [seconds(), MEMORY]),
  };
}
