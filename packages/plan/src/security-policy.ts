import type { Mode } from './plan.ts';

const print = (directives: readonly (readonly string[])[]) => directives.map((words) => words.join(' ')).join('; ');

/** Content-Security-Policy of an app's pages. A closed table of two: what is served built, and what Vite serves. */
export function appSecurityPolicy(mode: Mode, { url, issuer }: { url: string; issuer: string }): string {
  const identity = new URL(issuer).origin;
  const policies: Record<Mode, readonly (readonly string[])[]> = {
    production: [
      ['default-src', "'self'"],
      ['script-src', "'self'"],
      ['style-src', "'self'"],
      ['img-src', "'self'", 'data:'],
      ['connect-src', "'self'", identity],
      ['object-src', "'none'"],
      ['base-uri', "'none'"],
      ['form-action', "'self'"],
      ['frame-ancestors', "'none'"],
      ['require-trusted-types-for', "'script'"],
    ],
    // Vite puts the React refresh preamble into the page as an inline script and each stylesheet as a <style>
    // element; talks over a WebSocket, which older browsers do not count as 'self'; waits for a restarted server in
    // a worker made from a blob; and its error overlay writes HTML, which trusted types would forbid. Nothing else.
    edit: [
      ['default-src', "'self'"],
      ['script-src', "'self'", "'unsafe-inline'"],
      ['style-src', "'self'", "'unsafe-inline'"],
      ['img-src', "'self'", 'data:'],
      ['connect-src', "'self'", identity, url.replace(/^http/, 'ws')],
      ['worker-src', "'self'", 'blob:'],
      ['object-src', "'none'"],
      ['base-uri', "'none'"],
      ['form-action', "'self'"],
      ['frame-ancestors', "'none'"],
    ],
  };
  return print(policies[mode]);
}

/**
 * Of a site's pages, which are served built in every mode. The search runs WebAssembly; what colours code and draws
 * diagrams writes styles into the page. Nobody signs in, so nothing is asked of another origin.
 */
export const SITE_SECURITY_POLICY = print([
  ['default-src', "'self'"],
  ['script-src', "'self'", "'wasm-unsafe-eval'"],
  ['style-src', "'self'", "'unsafe-inline'"],
  ['img-src', "'self'", 'data:'],
  ['connect-src', "'self'"],
  ['object-src', "'none'"],
  ['base-uri', "'none'"],
  ['form-action', "'self'"],
  ['frame-ancestors', "'none'"],
]);

/** For answers of the identity provider that bring none of their own: they show nothing. */
export const IDENTITY_SECURITY_POLICY = print([
  ['default-src', "'none'"],
  ['base-uri', "'none'"],
  ['form-action', "'self'"],
  ['frame-ancestors', "'none'"],
]);
