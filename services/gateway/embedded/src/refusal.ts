import { GATEWAY_ERRORS } from './errors.ts';

type ErrorName = keyof typeof GATEWAY_ERRORS.definitions;

/** Why a request is not served. Made once per reason; the connection is closed where framing is in doubt. */
export class Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
  /** Nothing after this point of the connection can be trusted. */
  readonly close: boolean;

  constructor(status: number, name: ErrorName, close: boolean) {
    const problem = GATEWAY_ERRORS.problem(name, undefined);
    this.status = status;
    this.code = problem.code;
    this.detail = problem.message;
    this.fix = problem.fix;
    this.close = close;
  }
}

const malformed = (name: ErrorName) => new Refusal(400, name, true);
const refused = (status: number, name: ErrorName) => new Refusal(status, name, false);
const last = (status: number, name: ErrorName) => new Refusal(status, name, true);

/** Everything the head parser refuses (RFC 9112 §2, §3, §5, §6, §7). */
export const MALFORMED = {
  requestLine: malformed('requestLine'),
  headerName: malformed('headerName'),
  headerValue: malformed('headerValue'),
  lineEnd: malformed('lineEnd'),
  host: malformed('host'),
  length: malformed('length'),
  coding: malformed('coding'),
  framing: malformed('framing'),
  chunk: malformed('chunk'),
  duplicate: malformed('duplicate'),
  upgrade: malformed('upgrade'),
  path: malformed('path'),
} as const;

export const REFUSED = {
  version: last(505, 'version'),
  method: last(405, 'method'),
  expectation: last(417, 'expectation'),
  headTooLarge: last(431, 'headTooLarge'),
  bodyTooLarge: last(413, 'bodyTooLarge'),
  headTimeout: last(408, 'headTimeout'),
  unknownHost: refused(404, 'unknownHost'),
  notFound: refused(404, 'notFound'),
  crossSite: refused(403, 'crossSite'),
  rateLimited: refused(429, 'rateLimited'),
  connections: last(503, 'connections'),
  badGateway: refused(502, 'badGateway'),
  badAnswer: refused(502, 'badAnswer'),
  upstreamBusy: refused(503, 'upstreamBusy'),
  upstreamTimeout: refused(504, 'upstreamTimeout'),
  notAwake: refused(503, 'notAwake'),
  notBuilt: refused(503, 'notBuilt'),
  moved: refused(503, 'moved'),
} as const;
