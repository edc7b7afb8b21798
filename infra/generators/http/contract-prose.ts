import { code } from '../../markdown.ts';

/** Addresses of every app that its API reference does not list, by path: what is answered there. */
export const OTHER_ADDRESSES: Readonly<Record<string, string>> = {
  '/api/openapi.json': 'OpenAPI 3.1 of all routes; open to everybody',
  '/api/auth/backchannel-logout':
    'for the identity provider: ends a session by a logout token (OpenID Connect Back-Channel Logout 1.0), sent as a form; `200` without a body',
};

/** What stands in each part of a problem, by its name in the API reference. */
export const PROBLEM_PARTS: Readonly<Record<string, string>> = {
  type: '`urn:scalr:problem:` and the code',
  title: 'the name of the status',
  status: 'the status of the answer',
  detail: 'what happened and why, for a person; may be shown',
  code: 'for programs: permanent, upper snake case; all are [below](#errors)',
  fix: 'what helps, where something does',
  errors:
    'the fields that are wrong: `in` is `body`, `query` or `path`, `pointer` a JSON pointer as URI fragment (RFC 6901 §6), `detail` a sentence',
  requestId: 'the id of the request in the log',
};

/** Parts of the person who asks, by their names in the API reference. */
export const PERSON_PARTS: Readonly<Record<string, string>> = {
  issuer: 'who signed them in',
  subject: 'who they are to the issuer; both together never change (OpenID Connect Core §5.7)',
  name: 'as it is written',
  username: 'as they sign in',
  email: 'never an identity',
  groups: 'those that the app may know of',
};

/** What a request asks for or says, and what an answer says. The name is looked for in the sources. */
export const HEADERS: readonly (readonly [name: string, where: 'request' | 'answer', says: string])[] = [
  [
    'Authorization',
    'request',
    '`Bearer` and the access token, once (RFC 6750 §2.1); nowhere else is a token read from',
  ],
  [
    'Content-Type',
    'request',
    '`application/json` for every body; a PATCH may say `application/merge-patch+json` as well',
  ],
  ['If-Match', 'request', 'the `ETag` of the row as it was read: a change of anything else is `412`'],
  ['X-Request-Id', 'request', 'made by the gateway; 8 to 128 letters, digits and `_.:-`, else it is made anew'],
  ['X-Caller-Request-Id', 'request', 'of a call from another app: the request there that it belongs to; it is logged'],
  ['Traceparent', 'request', 'W3C Trace Context; goes on into calls to other apps'],
  ['X-Request-Id', 'answer', 'the same; also in every log line and in every problem'],
  ['Cache-Control', 'answer', '`no-store`, unless a route says otherwise'],
  ['ETag', 'answer', 'of one row: a strong tag of its JSON'],
  ['Location', 'answer', 'of a new row, with `201`'],
  ['WWW-Authenticate', 'answer', 'with `400`, `401` and `403` about a token: the challenge of RFC 6750 §3'],
  ['Retry-After', 'answer', 'with `503`: seconds'],
];

export const ACCESS = [
  'Every route declares it. One that does not is not mounted, and the log of the app says so (`ROUTE_WITHOUT_ACCESS`).',
  {
    head: ['`access`', 'who'],
    rows: [
      [code("'public'"), 'everybody; the only routes on which the groups of the manifest are not needed'],
      [code("'signed-in'"), 'people who are signed in, be it through another app that calls for them'],
      [code("{ groups: ['managers'] }"), 'people who are in all of these groups as well'],
      [code("{ apps: ['desk'] }"), 'these apps, calling for themselves, and nobody else'],
      [code("{ apps: ['desk'], people: 'signed-in' }"), 'these apps, and people; or `people: { groups: […] }`'],
    ],
  },
  'The groups of the manifest (`auth.required_groups`) are needed everywhere but on public routes. Python says the same with dictionaries: `access={"groups": ["managers"]}`.',
] as const;

export const BACKEND = [
  '`backend/src/main.ts` is the whole of it:',
  "```ts\nimport { startApp } from '@scalr/app-server';\n\nawait startApp({ src: import.meta.dirname });\n```",
  'Every file of `backend/src/routes/` is mounted, and `backend/migrations/` is applied under a lock before anything is served. Such a route:',
  "```ts\nimport { defineRoutes } from '@scalr/app-server';\nimport { z } from 'zod';\n\nconst greeting = z.object({ text: z.string() });\n\nexport default defineRoutes((routes) => {\n  routes.get(\n    '/api/greeting',\n    { access: 'signed-in', summary: 'A greeting for whoever asks', response: greeting },\n    ({ user }) => ({ text: user.name ?? 'you' }),\n  );\n});\n```",
  'What comes in is checked, what goes out is cut to the schemas, and OpenAPI comes from them. On `SIGTERM` a backend ends its requests and stops within ten seconds: it may be put to sleep at any time without one.',
  'Every name of the packages: [TypeScript](sdk-typescript.md), [Python](sdk-python.md). What they are for: [`packages/app-server`](../../../packages/app-server/README.md), [`packages/app-server-py`](../../../packages/app-server-py/README.md) for backends, [`packages/auth-client-ts`](../../../packages/auth-client-ts/README.md) for frontends and [`packages/ui`](../../../packages/ui/README.md) for what they are built of.',
] as const;
