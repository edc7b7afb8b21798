import { type FileSet, fileSet } from '@scalr/fileset';
import { ENGINE_KEYS } from '../../packages/manifest/src/env-app.ts';
import { SHARED_KEYS } from '../../packages/workspace/src/env-keys.ts';
import { code, markdownPage, markdownTable } from '../markdown.ts';
import { backendKeys } from './env/backend-keys.ts';

/** What there is to say of a key beyond the words of its schema. */
const MORE: Readonly<Record<string, string>> = {
  PORT: 'Of 127.0.0.1, where it is a number; on one machine it is a socket.',
  DATABASE_URL: 'With its own role. Only where the manifest has `database`.',
  PUBLIC_URL: 'No trailing slash.',
  OIDC_JWKS_URL: 'May be an internal address.',
  OIDC_AUDIENCE: '`urn:app:<slug>`.',
  OIDC_PROVIDER: 'Whose dialect is spoken.',
  AUTH_REQUIRED_GROUPS: '`auth.required_groups` of the manifest.',
  HEALTH_PATH: '`routing.health_path` of the manifest.',
  APP_CALLERS: 'Those whose manifests list it under `calls`.',
  OIDC_SERVICE_CLIENT_ID: 'Only where the manifest lists `calls`, as the rest down to `GATEWAY_CA_FILE`.',
};

const COMMAND_LINE: readonly (readonly [string, string])[] = [
  ['SCALR_WORKSPACE', 'Absolute path of another workspace than the checkout the command is in.'],
  ['SCALR_NODE', 'Path of the Node to run on, where the one on `PATH` should not be used.'],
  ['SCALR_DEBUG', '`1`: show stacks of defects.'],
  ['SCALR_BROWSER', 'Path of the Chrome or Chromium that `./scalr test` drives.'],
  ['NO_COLOR', 'Anything: plain lines instead of lines that are drawn over.'],
];

/** `docs/content/reference/env.md`, from the keys packages/workspace and packages/manifest know. */
export async function generate(): Promise<FileSet> {
  const backend = await backendKeys();
  const unread = ENGINE_KEYS.filter((key) => key !== 'APP_CATALOG_FILE' && !backend.some((one) => one.key === key));
  if (unread.length > 0) throw new Error(`no backend reads ${unread.join(', ')}`);
  const shared = SHARED_KEYS.map(({ key, description, generated, example }) => [
    code(key === 'DB_PASSWORD_HELLO' ? 'DB_PASSWORD_<SLUG>' : key),
    description,
    generated ? 'made by `./scalr up`' : `e.g. ${code(example)}`,
  ]);
  const page = markdownPage(
    'Environment',
    'packages/workspace/src/env-keys.ts, packages/manifest/src/env-app.ts and packages/app-server/src',
    [
      'Three places, each with one purpose. Nothing else of the environment reaches an app.',
      '## .env.shared: secrets and settings of one checkout',
      'At the top of the repository, ignored by git, mode 0600. `./scalr up` makes it, adds what is missing with strong random values, and never changes a line that is there. Values that anybody could guess are refused. Every key is explained in `.env.shared.example`.',
      markdownTable([['key', 'meaning', 'value'], ...shared]),
      '## .env.app: settings of one app',
      'In the folder of an app, committed. Its keys are passed to the backend as they are, and read by a schema of the app’s own. Refused are anything that looks like a secret, and keys of the platform: those below, and `OIDC_*`, `SCALR_*`, `NODE_*`, `NPM_*`, `LD_*`, `DYLD_*`, `PG*`, `PATH`, `HOME`, `USER`, `SHELL`, `TMPDIR`, `PYTHONPATH`.',
      '## What a backend is given',
      'Made by the platform from the manifest; `./scalr plan` shows each with its value and where it comes from.',
      markdownTable([
        ['key', 'meaning', 'left out'],
        ...backend.map(({ key, says, otherwise }) => [
          code(key),
          [sentence(says), ...(MORE[key] === undefined ? [] : [MORE[key]])].join(' '),
          otherwise ?? '**needed**',
        ]),
        [code('APP_CATALOG_FILE'), 'The portal only: JSON of all tiles, replaced atomically when apps change.', ''],
      ]),
      'A backend reads them once, at its start. A missing or malformed one stops it with the name, what was expected and a fix.',
      '## What a frontend is given',
      'Nothing at build time. It asks `GET /app-config.json` on its own origin, answered by the gateway: slug, name, issuer, client id, audience, scopes, and the portal’s address. One build serves every environment.',
      '## What the command line reads',
      markdownTable([['variable', 'meaning'], ...COMMAND_LINE.map(([key, meaning]) => [code(key), meaning])]),
    ],
  );
  return fileSet([['docs/content/reference/env.md', page]]);
}

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
