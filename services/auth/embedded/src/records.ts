import { hash } from 'node:crypto';
import { type Adapter, type AdapterPayload, errors as oidc, Provider } from 'oidc-provider';
import { type Database, statement } from './database/database.ts';
import { LIFETIME } from './lifetimes.ts';
import { Recent } from './recent.ts';

/** Secrets are stored by digest only: a dump of the table opens nothing. They have >= 128 bit, so no salt is needed. */
export const digest = (secret: string): string => hash('sha256', secret, 'base64url');

const columns =
  'payload, extract(epoch from expires_at)::float8 as exp, extract(epoch from consumed_at)::float8 as consumed';

interface Row {
  readonly payload: AdapterPayload;
  readonly exp: number;
  readonly consumed: number | null;
}

interface Written {
  readonly text: string;
  readonly exp: number;
}

const find = statement('record_find', `select ${columns} from record where kind = $1 and id = $2`);
const findByUid = statement(
  'record_find_uid',
  `select ${columns} from record where kind = 'Session' and session_uid = $1`,
);
const upsert = statement(
  'record_upsert',
  `insert into record (kind, id, payload, account_id, client_id, grant_id, session_uid, device, address, created_at, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10), to_timestamp($11))
   on conflict (kind, id) do update set payload = excluded.payload, account_id = excluded.account_id,
     grant_id = excluded.grant_id, session_uid = excluded.session_uid, expires_at = excluded.expires_at,
     device = coalesce(record.device, excluded.device), address = coalesce(excluded.address, record.address)`,
);
// A refresh is use of the session: it moves the idle end, never the absolute one.
const rotate = statement(
  'record_rotate',
  `with used as (
     update record set expires_at = to_timestamp(least($10::float8 + $12::float8, (payload->>'loginTs')::float8 + $13::float8))
     where kind = 'Session' and session_uid = $7 and expires_at < to_timestamp($10::float8 + $12::float8 - 300)
   )
   insert into record (kind, id, payload, account_id, client_id, grant_id, session_uid, device, address, created_at, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10), to_timestamp($11))`,
);
const consume = statement(
  'record_consume',
  'update record set consumed_at = to_timestamp($3) where kind = $1 and id = $2 and consumed_at is null',
);
const destroy = statement('record_destroy', 'delete from record where kind = $1 and id = $2');
const revoke = statement('record_revoke', 'delete from record where kind = $1 and grant_id = $2');
const prune = statement('record_prune', 'delete from record where expires_at < to_timestamp($1)');

const seconds = () => Date.now() / 1000;

/** The id itself must not be in the payload either: interactions carry it in an address, and their session's id as well. */
function withoutSecrets(id: string, payload: AdapterPayload): Record<string, unknown> {
  const { jti: _jti, exp: _exp, consumed: _consumed, ...kept } = payload as AdapterPayload & { returnTo?: string };
  const stored: Record<string, unknown> = { ...kept };
  if (typeof kept.returnTo === 'string') stored.returnTo = kept.returnTo.replace(id, '{id}');
  if (kept.session !== undefined) stored.session = { ...kept.session, cookie: undefined };
  return stored;
}

function restored(id: string | undefined, row: Row): AdapterPayload {
  const payload = { ...row.payload, exp: Math.floor(row.exp) } as AdapterPayload & { returnTo?: string };
  if (id !== undefined) {
    payload.jti = id;
    if (typeof payload.returnTo === 'string') payload.returnTo = payload.returnTo.replace('{id}', id);
  }
  if (row.consumed !== null) payload.consumed = Math.floor(row.consumed);
  return payload;
}

/** A clock that was set back must not make a session live for ever. */
function believable(payload: AdapterPayload): boolean {
  const now = seconds();
  return (payload.loginTs ?? 0) <= now + 300 && (payload.exp ?? 0) <= now + Math.max(LIFETIME.sessionIdle, 3600) + 300;
}

/** Kinds that are read again within the sign-in that wrote them, and only ever through their adapter. */
const RECENT = new Set(['Interaction', 'AuthorizationCode', 'Grant']);

class RecordAdapter implements Adapter {
  readonly #database: Database;
  readonly #kind: string;
  readonly #recent: Recent<Written> | null;

  constructor(database: Database, kind: string, recent: Recent<Written>) {
    this.#database = database;
    this.#kind = kind;
    this.#recent = RECENT.has(kind) ? recent : null;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const now = seconds();
    const isSession = this.#kind === 'Session';
    const ctx = isSession ? Provider.ctx : undefined;
    const key = digest(id);
    const text = JSON.stringify(withoutSecrets(id, payload));
    const exp = payload.exp ?? now + (expiresIn ?? LIFETIME.interaction);
    const values: unknown[] = [
      this.#kind,
      key,
      text,
      payload.accountId ?? null,
      payload.clientId ?? null,
      this.#kind === 'Grant' ? id : (payload.grantId ?? null),
      isSession ? payload.uid : (payload.sessionUid ?? null),
      ctx?.get('user-agent').slice(0, 300) ?? null,
      ctx?.ip ?? null,
      now,
      exp,
    ];
    const rotated = this.#kind === 'RefreshToken' && ((payload as { rotations?: number }).rotations ?? 0) > 0;
    if (rotated) {
      await this.#database.change(rotate, [...values, LIFETIME.sessionIdle, LIFETIME.sessionAbsolute]);
    } else {
      await this.#database.change(upsert, values);
      this.#recent?.set(key, { text, exp });
    }
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const key = digest(id);
    const recent = this.#recent?.get(key);
    const row = recent
      ? { payload: JSON.parse(recent.text) as AdapterPayload, exp: recent.exp, consumed: null }
      : (await this.#database.rows<Row>(find, [this.#kind, key]))[0];
    if (row === undefined) return undefined;
    const payload = restored(id, row);
    return this.#kind !== 'Session' || believable(payload) ? payload : undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const [row] = await this.#database.rows<Row>(findByUid, [uid]);
    if (row === undefined) return undefined;
    const payload = restored(undefined, row);
    return believable(payload) ? payload : undefined;
  }

  /** Single use of codes and refresh tokens hangs on this one statement: of any number of racers one changes the row. */
  async consume(id: string): Promise<void> {
    const key = digest(id);
    this.#recent?.delete(key);
    const changed = await this.#database.change(consume, [this.#kind, key, seconds()]);
    if (changed !== 1) throw new oidc.InvalidGrant('already used');
  }

  async destroy(id: string): Promise<void> {
    const key = digest(id);
    this.#recent?.delete(key);
    await this.#database.change(destroy, [this.#kind, key]);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    this.#recent?.clear();
    await this.#database.change(revoke, [this.#kind, grantId]);
  }

  // Device flow is off.
  async findByUserCode(): Promise<undefined> {
    return undefined;
  }
}

export interface Records {
  adapter(kind: string): Adapter;
  /** To be called by whoever deletes records without an adapter. */
  forget(): void;
}

export function openRecords(database: Database): Records {
  const recent = new Recent<Written>(1_000, 60_000);
  return {
    adapter: (kind) => new RecordAdapter(database, kind, recent),
    forget: () => recent.clear(),
  };
}

/** Deletes what expired; a minute of grace keeps the reason "expired" for late comers. */
export async function pruneRecords(database: Database): Promise<number> {
  return database.change(prune, [seconds() - 60]);
}
