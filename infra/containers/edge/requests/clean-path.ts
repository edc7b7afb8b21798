/** Reserved characters (RFC 3986 §2.2) and the percent sign: decoded, they would mean something else. */
const RESERVED = new Set([...":/?#[]@!$&'()*+,;=%"]);
const UNRESERVED = /^[A-Za-z0-9\-._~]$/;

/**
 * The one spelling of a path: what needs no escape has none; `.`, `..` and doubled slashes are resolved. Null: it is no
 * path.
 */
export function cleanPath(path: string): string | null {
  if (!path.startsWith('/') || path.includes('#') || /%(?![0-9A-Fa-f]{2})/.test(path)) return null;
  const spelled = path.replaceAll(/%[0-9A-Fa-f]{2}/g, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return UNRESERVED.test(character) ? character : code.toUpperCase();
  });
  const kept: string[] = [];
  for (const segment of spelled.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}${spelled.endsWith('/') && kept.length > 0 ? '/' : ''}`;
}

/** What rules look at. Null: it is no text. */
export function routingPath(path: string): string | null {
  try {
    return path.replaceAll(/(?:%[0-9A-F]{2})+/g, (escapes) =>
      [...decodeURIComponent(escapes)]
        .map((character) => (RESERVED.has(character) ? encodeURIComponent(character) : character))
        .join(''),
    );
  } catch {
    return null;
  }
}
