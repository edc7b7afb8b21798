import type { Handler } from '../exchange.ts';
import type { LabelGroup } from '../labels/label-group.ts';
import { readBuffering } from './buffering.ts';
import { readErrors } from './errors.ts';
import { readHeaders } from './headers.ts';
import { readRateLimit } from './rate-limit.ts';
import { readRedirectRegex } from './redirect-regex.ts';
import { readReplacePath } from './replace-path.ts';

/** Puts something before a handler. @param serviceOf another service, by its name */
export type Middleware = (next: Handler, serviceOf: (name: string) => Handler) => Handler;

/** How the labels of each kind are read. */
export const MIDDLEWARES: Readonly<Record<string, (group: LabelGroup) => Middleware>> = {
  buffering: readBuffering,
  errors: readErrors,
  headers: readHeaders,
  ratelimit: readRateLimit,
  redirectregex: readRedirectRegex,
  replacepath: readReplacePath,
};
