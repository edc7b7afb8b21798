import type { Route } from '@scalr/plan';

/**
 * What the routers, services and middlewares of one host are called at the edge, where all hosts share one space of
 * names. The underscore is in no slug, so no app takes a name of another: `hello_api` is never the app `hello-api`.
 */
export function edgeNames({ slug }: Pick<Route, 'slug'>) {
  return {
    page: slug,
    api: `${slug}_api`,
    /** Requests that bring something. */
    write: `${slug}_write`,
    /** Where passwords and codes can be guessed. */
    guarded: `${slug}_guarded`,
    /** On the port without encryption, of a platform that has one with it. */
    redirect: `${slug}_redirect`,
    moved: `${slug}_moved`,
    movedRedirect: `${slug}_moved-redirect`,
    frontend: `${slug}_frontend`,
    backend: `${slug}_backend`,
    headers: `${slug}_headers`,
    answers: `${slug}_answers`,
    away: `${slug}_away`,
    /** What is left where nobody else answers. */
    gone: `${slug}_gone`,
    body: `${slug}_body`,
    limit: `${slug}_limit`,
    uncached: `${slug}_uncached`,
  } as const;
}
