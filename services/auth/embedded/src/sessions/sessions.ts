import { randomUUID } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import { type Database, statement } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { Records } from '../records.ts';

interface Authorizations {
  readonly [clientId: string]: { readonly sid?: string; readonly grantId?: string };
}

interface Row {
  readonly session_uid: string;
  readonly account_id: string;
  readonly payload: { readonly authorizations?: Authorizations; readonly loginTs?: number };
  readonly device: string | null;
  readonly address: string | null;
  readonly used_until: Date;
}

/** A signed-in browser, for the account page. */
export interface SignedInSession {
  readonly uid: string;
  readonly signedInAt: Date;
  readonly device: string | null;
  readonly address: string | null;
  /** Client ids that were opened. */
  readonly apps: readonly string[];
}

const fields = 'session_uid, account_id, payload, device, address, expires_at as used_until';
const ofAccount = statement(
  'session_of_account',
  `select ${fields} from record where kind = 'Session' and account_id = $1 and expires_at > to_timestamp($2) order by created_at desc`,
);
const byUid = statement('session_by_uid', `select ${fields} from record where kind = 'Session' and session_uid = $1`);
// The session, its codes and refresh tokens carry its uid; its grants are listed in it.
const erase = statement('session_erase', 'delete from record where session_uid = $1 or grant_id = any($2::text[])');

/** How long an answer waits for apps to be told of a logout; what is slower goes on behind it. */
const PATIENCE = 1_500;

// Public in the library, missing in its types.
interface BackchannelClient {
  backchannelLogout(accountId: string, sid: string): Promise<unknown>;
}

export interface Sessions {
  list(accountId: string): Promise<readonly SignedInSession[]>;
  /**
   * The session that a token's `sid` belongs to, under the name that another app knows it by: the app is told of the
   * logout by that. The `sid` itself where the person has not opened the other app. Undefined: the session has ended.
   */
  sidAt(accountId: string, sid: string, clientId: string): Promise<string | undefined>;
  /** Ends one session everywhere: its tokens die and its apps are told. */
  end(uid: string): Promise<void>;
  /** @returns how many */
  endAll(accountId: string, except?: string): Promise<number>;
  /** Kills every token of the session and keeps the person signed in. */
  revokeTokens(uid: string): Promise<void>;
}

/** Of tokens without a sign-in, which there are none of in production. No `sid` of the library holds a dot. */
export const testSession = (): string => `test.${randomUUID()}`;
const isTestSession = (sid: string) => sid.startsWith('test.');

export function createSessions(
  database: Database,
  records: Records,
  provider: () => Provider,
  log: Log,
  acceptTestSessions: boolean,
): Sessions {
  const tell = async (row: Row) => {
    const told = Object.entries(row.payload.authorizations ?? {}).map(async ([clientId, { sid }]) => {
      try {
        const client = await provider().Client.find(clientId);
        if (client?.backchannelLogoutUri === undefined) return;
        await (client as unknown as BackchannelClient).backchannelLogout(row.account_id, sid ?? '');
      } catch (error) {
        log.warn('backchannel_logout_failed', { clientId, reason: error instanceof Error ? error.message : 'unknown' });
      }
    });
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE);
    });
    await Promise.race([Promise.all(told), enough]);
    clearTimeout(timer);
  };
  const grantsOf = (row: Row) =>
    Object.values(row.payload.authorizations ?? {}).flatMap(({ grantId }) => grantId ?? []);
  const end = async (row: Row) => {
    await database.change(erase, [row.session_uid, grantsOf(row)]);
    records.forget();
    await tell(row);
  };
  const rowsOf = (accountId: string) => database.rows<Row>(ofAccount, [accountId, Date.now() / 1000]);

  return {
    list: async (accountId) =>
      (await rowsOf(accountId)).map((row) => ({
        uid: row.session_uid,
        signedInAt: new Date((row.payload.loginTs ?? 0) * 1000),
        device: row.device,
        address: row.address,
        apps: Object.keys(row.payload.authorizations ?? {}),
      })),
    sidAt: async (accountId, sid, clientId) => {
      if (acceptTestSessions && isTestSession(sid)) return sid;
      const found = (await rowsOf(accountId)).find((row) =>
        Object.values(row.payload.authorizations ?? {}).some((authorization) => authorization.sid === sid),
      );
      return found && (found.payload.authorizations?.[clientId]?.sid ?? sid);
    },
    end: async (uid) => {
      const [row] = await database.rows<Row>(byUid, [uid]);
      if (row !== undefined) await end(row);
    },
    endAll: async (accountId, except) => {
      const ending = (await rowsOf(accountId)).filter((row) => row.session_uid !== except);
      await Promise.all(ending.map(end));
      return ending.length;
    },
    revokeTokens: async (uid) => {
      const [row] = await database.rows<Row>(byUid, [uid]);
      if (row === undefined) return;
      await database.change(revokeOf, [uid, grantsOf(row)]);
      records.forget();
    },
  };
}

const revokeOf = statement(
  'session_revoke_tokens',
  "delete from record where kind <> 'Session' and (session_uid = $1 or grant_id = any($2::text[]))",
);
