import { isDeepStrictEqual } from 'node:util';
import type { OidcClient, ServiceClient } from '@scalr/plan';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { z } from 'zod';
import { type Database, statement } from './database/database.ts';

/** RFC 8693 §2.1. */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

const webAddress = z.url({ protocol: /^https?$/ }).max(2_000);

const serviceClient = z.strictObject({
  clientId: z.string().regex(/^[a-z][a-z0-9-]{0,62}\.service$/),
  secretHash: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  audiences: z.array(z.url().max(200)).max(64),
});

export const oidcClient = z.strictObject({
  clientId: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  slug: z.string().min(1).max(63),
  name: z.string().min(1).max(200),
  audience: z.url().max(200),
  redirectUris: z.array(webAddress).max(20),
  postLogoutRedirectUris: z.array(webAddress).max(20),
  backchannelLogoutUri: webAddress.nullable(),
  scopes: z.array(z.enum(['openid', 'profile', 'email'])).min(1),
  requiredGroups: z.array(z.string().min(1).max(64)),
  visibleGroups: z.array(z.string().min(1).max(64)),
  service: serviceClient.nullable().default(null),
});

const all = statement('client_all', 'select document from client');
const clear = statement('client_clear', 'delete from client');
const insert = statement('client_insert', 'insert into client (client_id, document) values ($1, $2)');

/** The account page is an app of the service's own: it needs a session and nothing else. */
export const ACCOUNT_CLIENT = 'scalr-account';

function accountClient(issuer: string): OidcClient {
  return {
    clientId: ACCOUNT_CLIENT,
    slug: 'auth',
    name: 'Your account',
    audience: 'urn:scalr:account',
    redirectUris: [`${issuer}/account`],
    postLogoutRedirectUris: [],
    backchannelLogoutUri: null,
    scopes: ['openid'],
    requiredGroups: [],
    visibleGroups: [],
    service: null,
  };
}

function metadata(client: OidcClient): AdapterPayload {
  return {
    client_id: client.clientId,
    client_name: client.name,
    application_type: 'web',
    token_endpoint_auth_method: 'none',
    grant_types: client.clientId === ACCOUNT_CLIENT ? ['authorization_code'] : ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    response_modes: ['query'],
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...client.postLogoutRedirectUris],
    scope: client.scopes.join(' '),
    ...(client.backchannelLogoutUri === null
      ? {}
      : { backchannel_logout_uri: client.backchannelLogoutUri, backchannel_logout_session_required: true }),
  };
}

/**
 * Asks for tokens for other apps and for nothing else. `client_secret` is the hash of it: the provider compares hashes,
 * so that neither the table nor the memory of this process holds what an app sends.
 */
function serviceMetadata({ name }: OidcClient, { clientId, secretHash }: ServiceClient): AdapterPayload {
  return {
    client_id: clientId,
    client_name: `${name} (service)`,
    application_type: 'web',
    token_endpoint_auth_method: 'client_secret_basic',
    client_secret: secretHash,
    grant_types: ['client_credentials', TOKEN_EXCHANGE],
    response_types: [],
    redirect_uris: [],
  };
}

/** An app that calls others, and what it may ask for. */
export interface CallingApp {
  readonly app: OidcClient;
  readonly service: ServiceClient;
}

export interface Clients {
  find(clientId: string): OidcClient | undefined;
  /** The app behind a service client. */
  findService(clientId: string): CallingApp | undefined;
  /** The app whose access tokens have this audience. */
  findAudience(audience: string): OidcClient | undefined;
  /** Redirect origins of the client, for CORS. */
  allowsOrigin(clientId: string, origin: string): boolean;
  /** Whether an app that people sign in to lives at this origin. */
  isAppOrigin(origin: string): boolean;
  /** Makes these, and only these, the known clients. False: they already were. */
  replace(clients: readonly OidcClient[]): Promise<boolean>;
  readonly adapter: Adapter;
}

/** The table is the truth; a copy in memory answers, because every request asks. One process owns both. */
export async function loadClients(database: Database, issuer: string): Promise<Clients> {
  let known = new Map<
    string,
    { readonly client: OidcClient; readonly metadata: AdapterPayload; origins: Set<string> }
  >();

  let services = new Map<string, CallingApp & { readonly metadata: AdapterPayload }>();
  let audiences = new Map<string, OidcClient>();

  const remember = (clients: readonly OidcClient[]) => {
    services = new Map(
      clients.flatMap((app) => {
        // Documents of a version before this one have none.
        const service = app.service ?? null;
        return service === null ? [] : [[service.clientId, { app, service, metadata: serviceMetadata(app, service) }]];
      }),
    );
    audiences = new Map(clients.map((client) => [client.audience, client]));
    known = new Map(
      [...clients, accountClient(issuer)].map((client) => [
        client.clientId,
        {
          client,
          metadata: metadata(client),
          origins: new Set(client.redirectUris.map((uri) => new URL(uri).origin)),
        },
      ]),
    );
  };
  remember((await database.rows<{ document: OidcClient }>(all)).map((row) => row.document));

  const replace = async (clients: readonly OidcClient[]) => {
    const wanted = new Map([...clients, accountClient(issuer)].map((client) => [client.clientId, client]));
    const present = new Map([...known].map(([id, { client }]) => [id, client]));
    if (isDeepStrictEqual(wanted, present)) return false;
    await database.transaction(async (queries) => {
      await queries.change(clear);
      for (const client of clients) await queries.change(insert, [client.clientId, JSON.stringify(client)]);
    });
    remember(clients);
    return true;
  };
  let replacing: Promise<unknown> = Promise.resolve();

  const never = async () => undefined;
  return {
    find: (clientId) => known.get(clientId)?.client,
    findService: (clientId) => services.get(clientId),
    findAudience: (audience) => audiences.get(audience),
    allowsOrigin: (clientId, origin) => known.get(clientId)?.origins.has(origin) ?? false,
    isAppOrigin: (origin) => [...known.values()].some(({ origins }) => origins.has(origin)),
    replace: (clients) => {
      // One after the other: two that overlap would each insert what the other has not shown yet.
      const turn = replacing.then(() => replace(clients));
      replacing = turn.catch(() => {});
      return turn;
    },
    adapter: {
      find: async (clientId) => {
        const found = known.get(clientId);
        if (found === undefined) return services.get(clientId)?.metadata;
        // Nobody signs in to an app without an address to come back to.
        return found.client.redirectUris.length === 0 ? undefined : found.metadata;
      },
      upsert: never,
      destroy: never,
      consume: never,
      revokeByGrantId: never,
      findByUid: never,
      findByUserCode: never,
    },
  };
}
