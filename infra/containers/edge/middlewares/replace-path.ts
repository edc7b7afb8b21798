import type { LabelGroup } from '../labels/label-group.ts';
import type { Middleware } from './middleware.ts';

/** Asks for another path, and tells in a header for which it was asked. */
export function readReplacePath(group: LabelGroup): Middleware {
  const path = group.text('replacepath.path');
  return (next) => (asked) => next({ ...asked, path, headers: [...asked.headers, ['X-Replaced-Path', asked.path]] });
}
