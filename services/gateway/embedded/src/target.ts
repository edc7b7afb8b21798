/** What a request target names, once it is known to be unambiguous. */
export interface Target {
  /** Percent-encoded as sent, without the query. */
  readonly path: string;
  /** The path decoded, for looking files up. Equal to `path` where nothing is encoded. */
  readonly decoded: string;
}

const PLAIN = /^(?:\/(?!\/)(?:(?!\.{1,2}(?:\/|$))[A-Za-z0-9\-._~!$&'()*+,=:@[\]|^{}"<>`]+)?)+$/;
const FORBIDDEN_ESCAPE = /%(?:2[eEfF]|25[0-9a-fA-F]{2}|5[cC]|[01][0-9a-fA-F]|7[fF])/;
const BROKEN_ESCAPE = /%(?![0-9a-fA-F]{2})/;

/**
 * Checks a request target. Null for every form in which two servers could see two paths: dot segments, empty
 * segments, backslashes, matrix parameters, encoded dots, slashes and control characters, double encoding, text
 * that is not UTF-8.
 */
export function readTarget(target: string): Target | null {
  if (target.includes('#')) return null;
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  if (!path.includes('%')) return PLAIN.test(path) ? { path, decoded: path } : null;
  if (BROKEN_ESCAPE.test(path) || FORBIDDEN_ESCAPE.test(path)) return null;
  const rest = path.replace(/%[0-9a-fA-F]{2}/g, 'x');
  if (!PLAIN.test(rest)) return null;
  try {
    return { path, decoded: decodeURIComponent(path) };
  } catch {
    return null;
  }
}
