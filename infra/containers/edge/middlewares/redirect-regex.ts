import { told } from '../exchange.ts';
import type { LabelGroup } from '../labels/label-group.ts';
import { Refusal } from '../refusal.ts';
import type { Middleware } from './middleware.ts';

/** Sends elsewhere who comes to an address that matches: 301 to GET, 308 to others. */
export function readRedirectRegex(group: LabelGroup): Middleware {
  const regex = new RegExp(group.text('redirectregex.regex'), 'u');
  const replacement = group.text('redirectregex.replacement');
  if (group.text('redirectregex.permanent') !== 'true') throw new Refusal('a redirect of ours is permanent');
  return (next) => (asked) => {
    const from = `${asked.isEncrypted ? 'https' : 'http'}://${asked.host}${asked.path}${asked.query}`;
    const match = regex.exec(from);
    if (match === null) return next(asked);
    const by = replacement.replaceAll(/\$\{(\d+)\}/g, (_, number: string) => match[Number(number)] ?? '');
    const to = from.slice(0, match.index) + by + from.slice(match.index + match[0].length);
    if (to === from) return next(asked);
    const status = asked.method === 'GET' ? 301 : 308;
    return Promise.resolve(
      told(status, status === 301 ? 'Moved Permanently' : 'Permanent Redirect', [['Location', to]]),
    );
  };
}
