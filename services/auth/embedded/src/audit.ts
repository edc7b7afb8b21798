import { type Database, statement } from './database/database.ts';
import type { Log } from './log.ts';

export type AuditEvent =
  | 'login_succeeded'
  | 'login_failed'
  | 'login_throttled'
  | 'access_refused'
  | 'logout'
  | 'sessions_ended'
  | 'refresh_token_reused'
  | 'call_refused'
  | 'password_changed'
  | 'user_added'
  | 'user_changed'
  | 'user_removed'
  | 'group_created'
  | 'group_removed'
  | 'clients_changed'
  | 'key_rotated'
  | 'test_token_issued'
  | 'sign_in_link_made';

export interface AuditEntry {
  readonly username?: string | undefined;
  readonly clientId?: string | undefined;
  readonly address?: string | undefined;
  readonly detail?: string | undefined;
}

export interface StoredAuditEntry {
  readonly time: string;
  readonly event: string;
  readonly username: string | null;
  readonly clientId: string | null;
  readonly address: string | null;
  readonly detail: string | null;
}

export interface Audit {
  /** Never throws: a trail that can't be written is logged, and must not undo what happened. */
  note(event: AuditEvent, entry: AuditEntry): Promise<void>;
  /** Newest first. */
  latest(limit: number): Promise<readonly StoredAuditEntry[]>;
  prune(): Promise<number>;
}

const insert = statement(
  'audit_insert',
  `insert into audit (at, event, username, client_id, address, detail)
   select to_timestamp(at), event, username, client_id, address, detail
   from unnest($1::float8[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
     as line(at, event, username, client_id, address, detail)`,
);
const latest = statement(
  'audit_latest',
  'select at, event, username, client_id as "clientId", address, detail from audit order by id desc limit $1',
);
const prune = statement('audit_prune', "delete from audit where at < to_timestamp($1) - interval '1 year'");

/** What a stranger typed is kept short, and printable on one line. */
const tidy = (text: string | undefined) => text?.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\uFFFD').slice(0, 200);

type Line = readonly [number, string, string | null, string | null, string | null, string | null];

export function createAudit(database: Database, log: Log): Audit {
  // Lines that come while others are being stored go together with the next statement.
  let waiting: Line[] = [];
  let storing: Promise<void> | null = null;
  const store = async () => {
    const lines = waiting;
    waiting = [];
    try {
      await database.change(
        insert,
        [0, 1, 2, 3, 4, 5].map((column) => lines.map((line) => line[column])),
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error('audit_not_stored', { lines: lines.length, reason });
    }
  };
  const stored = (): Promise<void> => {
    storing ??= store().finally(() => {
      storing = null;
    });
    return storing.then(() => (waiting.length > 0 ? stored() : undefined));
  };

  return {
    note: (event, entry) => {
      const username = tidy(entry.username);
      const detail = tidy(entry.detail);
      const { clientId, address } = entry;
      log.audit(event, { username, clientId, address, detail });
      waiting.push([Date.now() / 1000, event, username ?? null, clientId ?? null, address ?? null, detail ?? null]);
      return stored();
    },
    latest: async (limit) => {
      const rows = await database.rows<Omit<StoredAuditEntry, 'time'> & { at: Date }>(latest, [limit]);
      return rows.map(({ at, ...row }) => ({ time: at.toISOString(), ...row }));
    },
    prune: () => database.change(prune, [Date.now() / 1000]),
  };
}
