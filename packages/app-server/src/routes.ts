import type { User } from '@scalr/auth-client/server';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { CallFromRoute } from './calls.ts';
import type { Database } from './database.ts';

type Groups = { readonly groups: readonly [string, ...string[]] };

/**
 * Who may use a route. `groups`: whoever is in all of them. `apps`: other apps that call for themselves, by slug, and
 * the `people` beside them, default nobody. Nothing is open by default: `signed-in` is for people alone, be it through
 * an app that calls for them.
 */
export type Access =
  | 'public'
  | 'signed-in'
  | Groups
  | { readonly apps: readonly [string, ...string[]]; readonly people?: 'signed-in' | Groups };

/** Methods that a route may have. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

type Read<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler is given. */
export interface RouteContext<A extends Access, P, Q, B> {
  readonly user: A extends 'public' ? null : User;
  readonly params: Read<P>;
  readonly query: Read<Q>;
  readonly body: Read<B>;
  /**
   * One transaction as the person who asks, kept when the handler is done and undone when it throws. Rows that the
   * access rules of models/ do not open are not there, whatever the query forgets to say.
   */
  readonly database: Database;
  /** Calls another app, for the person who asks or for this app. */
  readonly callApp: CallFromRoute;
  readonly log: FastifyBaseLogger;
  /** For what the rest does not cover. */
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What a route says of itself: who may use it, what it takes (`params`, `query`, `body`) and what it gives. */
export interface RouteOptions<
  A extends Access,
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  R extends z.ZodType | null,
> {
  readonly access: A;
  /** A few words for the API reference. */
  readonly summary: string;
  /** Default: made of method and path, e.g. `getNotesById`. */
  readonly operationId?: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Null: 204 without a body. Keys the schema does not know never leave the server. */
  readonly response: R;
  /** Default 200, or 204 where there is no response. */
  readonly status?: number;
}

/** A declared route, types erased: plain data for mounting and for the API reference. */
export interface Route {
  readonly method: Method;
  /** `/api/notes/:id` */
  readonly path: string;
  readonly options: RouteOptions<
    Access,
    z.ZodType | undefined,
    z.ZodType | undefined,
    z.ZodType | undefined,
    z.ZodType | null
  >;
  readonly handle: (context: RouteContext<Access, z.ZodType, z.ZodType, z.ZodType>) => unknown;
  /** For the API reference, where the handler itself reads the body. */
  readonly describes?: {
    readonly body?: z.ZodType;
    /** Media types of the body; default `application/json`. */
    readonly consumes?: readonly string[];
    /** More answers than every route has. */
    readonly statuses?: Readonly<Record<number, string>>;
    /** Any of these lets somebody do it to a row: `owner`, `shared`, `group:<name>`, `public-read`, `anyone`. */
    readonly rules?: readonly string[];
  };
}

type Declare = <
  const A extends Access,
  R extends z.ZodType | null,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  path: `/api/${string}`,
  options: RouteOptions<A, P, Q, B, R>,
  handle: (
    context: RouteContext<A, P, Q, B>,
  ) => Promise<R extends z.ZodType ? z.output<R> : void> | (R extends z.ZodType ? z.output<R> : void),
) => void;

/** Declares a route by its method: `routes.get('/api/ping', { access, summary, response }, handle)`. */
export type RouteBook = Readonly<Record<'get' | 'post' | 'put' | 'patch' | 'delete', Declare>>;

/** What a route file may ask of its app while it declares. */
export interface AppFacts {
  readonly slug: string;
  /** Keys of the app's own from the environment, read through a schema; a bad one stops the start. */
  settings<S extends z.ZodObject>(schema: S): z.output<S>;
  readonly log: FastifyBaseLogger;
}

/** Default export of a file in `routes/`. */
export interface RouteFile {
  readonly kind: 'scalr-routes';
  declare(app: AppFacts): readonly Route[];
}

/**
 * Declares the routes of one file. Found by its place in `routes/`, registered nowhere.
 *
 * @example
 * export default defineRoutes((routes) => {
 *   routes.get('/api/ping', { access: 'signed-in', summary: 'Answers', response: pong }, ({ user }) => ({ ... }));
 * });
 */
export function defineRoutes(describe: (routes: RouteBook, app: AppFacts) => void): RouteFile {
  return {
    kind: 'scalr-routes',
    declare: (app) => {
      const declared: Route[] = [];
      const declare =
        (method: Method): Declare =>
        (path, options, handle) => {
          declared.push({ method, path, options, handle: handle as Route['handle'] });
        };
      describe(
        {
          get: declare('GET'),
          post: declare('POST'),
          put: declare('PUT'),
          patch: declare('PATCH'),
          delete: declare('DELETE'),
        },
        app,
      );
      return declared;
    },
  };
}
