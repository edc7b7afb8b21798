import {
  createSessionIndex,
  ENDED_SESSION_SECONDS,
  type EndedSessions,
  type LogoutNotice,
} from '@scalr/auth-client/server';
import type { Pool } from 'pg';

const RELOAD_MS = 10_000;

interface Row {
  notice_id: string;
  session_id: string | null;
  subject: string | null;
  issued_at: number;
  recorded_at: Date;
}

/**
 * Sign-outs in `scalr.ended_sessions`: they outlive a sleeping backend, and a second replica learns of them
 * within ten seconds of its next request. Asked from memory.
 */
export async function openEndedSessions(pool: Pool, onProblem: (error: unknown) => void): Promise<EndedSessions> {
  const index = createSessionIndex(Date.now);
  let loadedAt = 0;

  async function load(): Promise<void> {
    loadedAt = Date.now();
    const { rows } = await pool.query<Row>(
      `select notice_id, session_id, subject, issued_at, recorded_at from scalr.ended_sessions
       where recorded_at > now() - make_interval(secs => $1)`,
      [ENDED_SESSION_SECONDS],
    );
    for (const row of rows) index.add(toNotice(row), row.recorded_at.getTime() / 1_000);
  }

  await load();
  return {
    record: async (notice) => {
      const { rowCount } = await pool.query(
        `insert into scalr.ended_sessions (notice_id, session_id, subject, issued_at)
         values ($1, $2, $3, $4) on conflict do nothing`,
        [notice.tokenId, notice.sessionId, notice.subject, notice.issuedAt],
      );
      index.add(notice);
      await pool.query(`delete from scalr.ended_sessions where recorded_at < now() - interval '1 day'`);
      return rowCount === 1;
    },
    includes: (token) => {
      if (Date.now() - loadedAt > RELOAD_MS) load().catch(onProblem);
      return index.includes(token);
    },
  };
}

function toNotice(row: Row): LogoutNotice {
  return {
    tokenId: row.notice_id,
    sessionId: row.session_id,
    subject: row.subject,
    issuedAt: row.issued_at,
  };
}
