import type { ServerResponse } from 'node:http';

const TITLES: Readonly<Record<string, string>> = {
  '502': 'Bad Gateway',
  '503': 'Service Unavailable',
  '504': 'Gateway Timeout',
};

/**
 * What infra/container/page.conf answers for `/away/502`, `/away/503`, `/away/504`, and below `/api/`: the edge found
 * no backend that is healthy.
 */
export function awayAnswer(path: string, response: ServerResponse): void {
  const asked = /^\/away\/(50[234])(?:\?|$)/.exec(path)?.[1] ?? '503';
  const status = Number(asked);
  response
    .writeHead(status, {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'retry-after': '5',
    })
    .end(
      JSON.stringify({
        ...{ type: 'about:blank', title: TITLES[asked], status, code: 'APP_BACKEND_AWAY' },
        detail: 'The app is starting, or it has failed. Please try again in a moment.',
      }),
    );
}
