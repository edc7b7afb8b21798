import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { describeError, isScalrError, type Problem, ScalrError } from '@scalr/errors';
import type { z } from 'zod';
import { DatabaseAway } from '../database/database.ts';
import { errors } from '../errors.ts';
import type { Service } from '../front/context.ts';
import { sendJson } from '../front/reply.ts';
import { BadRequest, readText } from '../front/request.ts';
import { makeSignInLink } from '../front/sign-in-link.ts';
import { emailDomain } from '../people/test-people.ts';
import {
  auditLimit,
  clientList,
  groupName,
  newUser,
  signInLinkWish,
  tokenWish,
  userChange,
  username,
} from './requests.ts';
import { issueTestToken } from './token.ts';

/** Ten thousand clients fit. */
const BODY_LIMIT = 8 * 1024 * 1024;

interface Call {
  /** Last segment of the path, decoded; '' where the route has none. */
  readonly name: string;
  readonly query: URLSearchParams;
  readonly json: () => Promise<unknown>;
}

/** `undefined` is 204. */
type Route = (service: Service, call: Call) => Promise<unknown>;

function parse<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) =>
    errors.problem(
      'requestInvalid',
      { what: issue.path.length === 0 ? 'The request' : issue.path.join('.'), expected: issue.message },
      { pointer: issue.path.map((step) => `/${String(step)}`).join('') },
    ),
  );
  throw new ScalrError('user', problems as [Problem, ...Problem[]]);
}

const changeUser: Route = async (service, { name, json }) => {
  const change = parse(userChange, await json());
  const user = await service.people.change(
    parse(username, name),
    change as Parameters<typeof service.people.change>[1],
  );
  if (change.password !== undefined || change.disabled === true) {
    const ended = await service.sessions.endAll(user.id);
    await service.audit.note('sessions_ended', { username: user.username, detail: String(ended) });
  }
  return user;
};

const removeUser: Route = async (service, { name }) => {
  const id = await service.people.remove(parse(username, name));
  await service.sessions.endAll(id);
  return undefined;
};

const replaceClients: Route = async (service, { json }) => {
  const clients = parse(clientList, await json());
  if (!(await service.clients.replace(clients))) return undefined;
  await service.audit.note('clients_changed', { detail: clients.map((client) => client.clientId).join(' ') });
  return undefined;
};

const bootstrap: Route = async (service) => {
  const first = await service.people.bootstrap(emailDomain(service.settings.portalUrl));
  if (first === null) throw errors.error('usersExist', {});
  return first;
};

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /health': async () => ({ status: 'ok' }),
  'PUT /clients': replaceClients,
  'POST /bootstrap': bootstrap,
  'GET /users': (service) => service.people.list(),
  'POST /users': async (service, { json }) => service.people.add(parse(newUser, await json())),
  'PATCH /users/:name': changeUser,
  'DELETE /users/:name': removeUser,
  'GET /groups': (service) => service.people.listGroups(),
  'PUT /groups/:name': async (service, { name }) => service.people.createGroup(parse(groupName, name)),
  'DELETE /groups/:name': async (service, { name }) => service.people.removeGroup(parse(groupName, name)),
  'POST /tokens': async (service, { json }) => {
    const wish = parse(tokenWish, await json());
    return issueTestToken(service, wish.clientId, wish.username);
  },
  'POST /sign-in-links': async (service, { json }) => {
    const wish = parse(signInLinkWish, await json());
    return makeSignInLink(service, wish.username, wish.returnTo);
  },
  'POST /keys/rotate': async (service) => service.rotateKeys(),
  'GET /audit': (service, { query }) => service.audit.latest(parse(auditLimit, query.get('limit') ?? undefined)),
};

const STATUS: Readonly<Record<string, number>> = {
  AUTH_ROUTE_UNKNOWN: 404,
  AUTH_USER_UNKNOWN: 404,
  AUTH_GROUP_UNKNOWN: 404,
  AUTH_CLIENT_UNKNOWN: 404,
  AUTH_USER_EXISTS: 409,
  AUTH_USERS_EXIST: 409,
  AUTH_LAST_ADMINISTRATOR: 409,
  AUTH_GROUP_PROTECTED: 409,
  AUTH_TEST_TOKENS_OFF: 403,
  AUTH_DATABASE_AWAY: 503,
};

/** RFC 9457, with our code and fix, and every problem where there are several. */
function sendProblem(service: Service, response: ServerResponse, thrown: unknown): void {
  const error =
    thrown instanceof DatabaseAway
      ? errors.error('databaseAway', {})
      : thrown instanceof BadRequest || thrown instanceof SyntaxError
        ? errors.error('requestInvalid', { what: 'The body', expected: thrown.message })
        : thrown;
  const { problems, stack } = describeError(error);
  const [{ code, message, fix } = { code: 'INTERNAL', message: '', fix: '' }] = problems;
  if (stack !== undefined) service.log.error('admin_request_failed', { reason: stack });
  const status = thrown instanceof BadRequest ? thrown.status : isScalrError(error) ? (STATUS[code] ?? 400) : 500;
  const body = { type: 'about:blank', title: code, status, detail: message, code, message, fix, problems };
  sendJson(response, status, body, 'application/problem+json');
}

async function answer(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://admin.invalid');
  const [room = '', name, ...rest] = url.pathname.slice(1).split('/');
  const method = request.method ?? 'GET';
  const key = `${method} /${room}`;
  const route =
    rest.length > 0
      ? undefined
      : name === undefined
        ? ROUTES[key]
        : (ROUTES[`${key}/${name}`] ?? (Object.hasOwn(ROUTES, `${key}/:name`) ? ROUTES[`${key}/:name`] : undefined));
  if (route === undefined) throw errors.error('routeUnknown', { method, path: url.pathname });
  const json = async () => JSON.parse((await readText(request, BODY_LIMIT)) || 'null') as unknown;
  const result = await route(service, { name: decodeURIComponent(name ?? ''), query: url.searchParams, json });
  if (result !== undefined) return sendJson(response, 200, result);
  response.statusCode = 204;
  response.end();
}

/** For the platform's own processes only: whoever can open the socket is an administrator. */
export function createAdmin(service: Service): RequestListener {
  return (request, response) => {
    answer(service, request, response).catch((error: unknown) => sendProblem(service, response, error));
  };
}
