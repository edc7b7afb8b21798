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
  | 'password_changed'
  | 'user_added'
  | 'user_changed'
  | 'user_removed'
  | 'group_created'
  | 'group_removed'
  | 'clients_changed'
  | 'key_rotated'
  | 'test_token_issued';

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
  'insert into audit (at, event, username, client_id, address, detail) values (to_timestamp($1), $2, $3, $4, $5, $6)',
);
const latest = statement(
  'audit_latest',
  'select at, event, username, client_id as "clientId", address, detail from audit order by id desc limit $1',
);
const prune = statement('audit_prune', "delete from audit where at < to_timestamp($1) - interval '1 year'");

/** What a stranger typed is kept short, and printable on one line. */
const tidy = (text: string | undefined) => text?.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\uFFFD').slice(0, 200);

export function createAudit(database: Database, log: Log): Audit {
  return {
    note: async (event, entry) => {
      const username = tidy(entry.username);
      const detail = tidy(entry.detail);
      log.audit(event, { username, clientId: entry.clientId, address: entry.address, detail });
      try {
        await database.change(insert, [
          Date.now() / 1000,
          event,
          username ?? null,
          entry.clientId ?? null,
          entry.address ?? null,
          detail ?? null,
        ]);
      } catch (error) {
        log.error('audit_not_stored', {
          missed: event,
          reason: error instanceof Error ? error.message : String(error),
        });
      }
    },
    latest: async (limit) => {
      const rows = await database.rows<Omit<StoredAuditEntry, 'time'> & { at: Date }>(latest, [limit]);
      return rows.map(({ at, ...row }) => ({ time: at.toISOString(), ...row }));
    },
    prune: () => database.change(prune, [Date.now() / 1000]),
  };
}
