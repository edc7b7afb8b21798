/** A module that apps import from. */
export interface Entry {
  /** As an import says it. */
  readonly title: string;
  /** Relative to the root. */
  readonly module: string;
  readonly about: string;
  /** File of `infra/generators/examples`; left out: what it exports is generated and made alike. */
  readonly examples?: string;
  /** Only these of what it exports. */
  readonly names?: readonly string[];
}

/** Frontends first, in the order in which an app meets them. */
export const TYPESCRIPT_ENTRIES: readonly Entry[] = [
  {
    title: '@scalr/app-client',
    module: 'packages/app-client/src/index.ts',
    about: 'What a React frontend stands on: sign-in, queries, router, pages and their states.',
    examples: 'app-client.tsx',
  },
  {
    title: '@scalr/auth-client/react',
    module: 'packages/auth-client-ts/src/react/index.ts',
    about:
      'Signing in, in React: OpenID Connect with PKCE by top-level redirects; tokens live in memory and nowhere else. `startApp` of `@scalr/app-client` sets it up.',
    examples: 'auth-react.tsx',
  },
  {
    title: '@scalr/auth-client',
    module: 'packages/auth-client-ts/src/index.ts',
    about: 'The same without React.',
    examples: 'auth-browser.ts',
  },
  {
    title: '@scalr/api-types/<slug>',
    module: 'packages/api-types/src/template-app/api.generated.ts',
    about:
      'The typed client of an app’s own API, made of its routes and models by `./scalr types`: for each operation a hook, called `use` and its operation id, and for what is read a function that gives the key under which the answer is kept. Types are those of the API. Shown here is what a new app has; [the guide](../guides/api-types.md) says how to use it. Hooks take the options of TanStack Query and give its results, with `ApiError` as the error.',
    names: [
      ...['ApiError', 'useListNotes', 'useListNotesInfinite', 'useGetNote', 'useCreateNote', 'useUpdateNote'],
      ...['useDeleteNote', 'listNotesQueryKey'],
    ],
  },
  {
    title: '@scalr/app-server',
    module: 'packages/app-server/src/index.ts',
    about:
      'What a TypeScript backend stands on: routes and models by their place, access rules in the database, problem+json, OpenAPI. What it answers by itself: [HTTP contract](http-contract.md).',
    examples: 'app-server.ts',
  },
  {
    title: '@scalr/auth-client/server',
    module: 'packages/auth-client-ts/src/server/index.ts',
    about:
      'A resource server’s half of signing in, for any server of Node or the web platform: access tokens (RFC 9068, RFC 8725, RFC 6750), ended sessions, calls to other apps (RFC 8693). `@scalr/app-server` does all of it by itself.',
    examples: 'auth-server.ts',
  },
];
