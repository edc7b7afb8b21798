import { type FileSet, fileSet } from '@scalr/fileset';
import { ENGINE_KEYS } from '../../packages/manifest/src/env-app.ts';
import { SHARED_KEYS } from '../../packages/workspace/src/env-keys.ts';
import { code, markdownPage, markdownTable } from '../markdown.ts';

const BACKEND: Readonly<Record<(typeof ENGINE_KEYS)[number], string>> = {
  APP_SLUG: 'Slug of the app.',
  PORT: 'Where it listens: a TCP port on 127.0.0.1, or the absolute path of a unix socket (so it is on this machine).',
  DATABASE_URL: 'libpq URI of the app’s own database, with its own role. Only where the manifest has `database`.',
  PUBLIC_URL: 'Address of the app in a browser, no trailing slash.',
  OIDC_ISSUER: 'Issuer of access tokens, compared byte for byte.',
  OIDC_JWKS_URL: 'Where the backend fetches the public keys; may be an internal address.',
  OIDC_AUDIENCE: 'Audience an access token must have: `urn:app:<slug>`.',
  OIDC_CLIENT_ID: 'The app’s OIDC client id.',
  OIDC_PROVIDER: '`embedded`, `authentik` or `generic`: whose dialect is spoken.',
  AUTH_REQUIRED_GROUPS: 'Groups a person must be in, separated by commas; all of them are needed. Empty: none.',
  LOG_LEVEL: 'What to log.',
  HEALTH_PATH: 'The path that tells whether the app can serve.',
  APP_CATALOG_FILE: 'The portal only: JSON of all tiles, replaced atomically when apps change.',
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
  const shared = SHARED_KEYS.map(({ key, description, generated, example }) => [
    code(key === 'DB_PASSWORD_HELLO' ? 'DB_PASSWORD_<SLUG>' : key),
    description,
    generated ? 'made by `./scalr up`' : `e.g. ${code(example)}`,
  ]);
  const page = markdownPage('Environment', 'packages/workspace/src/env-keys.ts and packages/manifest/src/env-app.ts', [
    'Three places, each with one purpose. Nothing else of the environment reaches an app.',
    '## .env.shared: secrets and settings of one checkout',
    'At the top of the repository, ignored by git, mode 0600. `./scalr up` makes it, adds what is missing with strong random values, and never changes a line that is there. Values that anybody could guess are refused. Every key is explained in `.env.shared.example`.',
    markdownTable([['key', 'meaning', 'value'], ...shared]),
    '## .env.app: settings of one app',
    'In the folder of an app, committed. Its keys are passed to the backend as they are, and read by a schema of the app’s own. Refused are anything that looks like a secret, and keys of the platform: those below, and `OIDC_*`, `SCALR_*`, `NODE_*`, `NPM_*`, `LD_*`, `DYLD_*`, `PG*`, `PATH`, `HOME`, `USER`, `SHELL`, `TMPDIR`, `PYTHONPATH`.',
    '## What a backend is given',
    'Made by the platform from the manifest; `./scalr plan` shows each with its value and where it comes from.',
    markdownTable([['key', 'meaning'], ...ENGINE_KEYS.map((key) => [code(key), BACKEND[key]])]),
    'A backend reads them once, at its start. A missing or malformed one stops it with the name, what was expected and a fix.',
    '## What a frontend is given',
    'Nothing at build time. It asks `GET /app-config.json` on its own origin, answered by the gateway: slug, name, issuer, client id, audience, scopes, and the portal’s address. One build serves every environment.',
    '## What the command line reads',
    markdownTable([['variable', 'meaning'], ...COMMAND_LINE.map(([key, meaning]) => [code(key), meaning])]),
  ]);
  return fileSet([['docs/content/reference/env.md', page]]);
}
