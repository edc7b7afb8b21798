import { type HeaderList, replaced } from '../header-list.ts';
import type { LabelGroup } from '../labels/label-group.ts';
import type { Middleware } from './middleware.ts';

/** Sets headers of the request and of the answer, or drops those that are set to nothing. */
export function readHeaders(group: LabelGroup): Middleware {
  const request = Object.entries(group.below('headers.customrequestheaders'));
  const response = Object.entries(group.below('headers.customresponseheaders'));
  return (next) => async (asked) => {
    const answer = await next({ ...asked, headers: written(asked.headers, request) });
    return { ...answer, headers: written(answer.headers, response) };
  };
}

function written(headers: HeaderList, changes: HeaderList): HeaderList {
  return changes.reduce((list, [name, value]) => replaced(list, name, value), headers);
}
