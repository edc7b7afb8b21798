/** An address on this origin, or `/` for anything that leads elsewhere. */
export function safeReturnPath(wish: string): string {
  // Resolved the way the browser would: it reads "\" as "/", skips tabs, and knows more spellings than any pattern.
  const url = new URL(wish, location.origin);
  return wish.startsWith('/') && url.origin === location.origin ? url.href : '/';
}
