/** Path, query and fragment on this origin, or `/` for anything that leads elsewhere. */
export function safeReturnPath(wish: string): string {
  // Browsers read "\" as "/" and skip tabs and line breaks: whatever is odd is not a path of ours.
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(wish)) return '/';
  const url = new URL(wish, location.origin);
  return url.origin === location.origin ? url.pathname + url.search + url.hash : '/';
}
