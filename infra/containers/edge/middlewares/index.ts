import type { LabelGroup } from '../labels/label-group.ts';
import { readBuffering } from './buffering.ts';
import { readErrors } from './errors.ts';
import { readHeaders } from './headers.ts';
import type { Middleware } from './middleware.ts';
import { readRateLimit } from './rate-limit.ts';
import { readRedirectRegex } from './redirect-regex.ts';
import { readReplacePath } from './replace-path.ts';

/** How the labels of each kind are read. */
export const MIDDLEWARES: Readonly<Record<string, (group: LabelGroup) => Middleware>> = {
  buffering: readBuffering,
  errors: readErrors,
  headers: readHeaders,
  ratelimit: readRateLimit,
  redirectregex: readRedirectRegex,
  replacepath: readReplacePath,
};
