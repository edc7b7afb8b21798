import { discard } from '../exchange.ts';
import { valuesOf } from '../header-list.ts';
import type { LabelGroup } from '../labels/label-group.ts';
import { Refusal } from '../refusal.ts';
import type { Middleware } from './middleware.ts';

/** In place of an answer with one of these statuses comes what another service says to that, under the same status. */
export function readErrors(group: LabelGroup): Middleware {
  const statuses = group.list('errors.status').map(readStatus);
  const service = group.text('errors.service');
  const query = group.text('errors.query');
  const passed = group.list('errors.errorrequestheaders');
  if (passed.length === 0) throw new Refusal('errors.errorrequestheaders names what the page of an error is told');
  return (next, serviceOf) => {
    const page = serviceOf(service);
    return async (asked) => {
      const answer = await next(asked);
      const { status } = answer;
      if (!statuses.includes(status)) return answer;
      discard(answer);
      const headers = passed.flatMap((name) => valuesOf(asked.headers, name).map((value) => [name, value] as const));
      const path = query.replaceAll('{status}', String(status));
      return { ...(await page({ ...asked, method: 'GET', path, query: '', headers, body: null })), status };
    };
  };
}

function readStatus(text: string): number {
  if (!/^[1-5]\d\d$/.test(text)) throw new Refusal(`not a status: ${text}`);
  return Number(text);
}
