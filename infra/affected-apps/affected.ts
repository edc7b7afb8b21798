/** An app, and all that it is made of. */
export interface AppMakeup {
  readonly slug: string;
  readonly folder: string;
  readonly backend: 'typescript' | 'fastapi' | 'none';
  /** Slugs of the apps whose API it calls. */
  readonly calls: readonly string[];
  /** Folders of the packages that its sources import, and those that these import. */
  readonly packages: ReadonlySet<string>;
}

/** Packages that are for apps; what apps do not import of them does not concern them. All others run every app. */
const FOR_APPS = ['api-types', 'app-client', 'app-server', 'auth-client-ts', 'site', 'ui'].map(
  (name) => `packages/${name}`,
);
const FOR_PYTHON = ['packages/app-server-py', 'packages/auth-client-py'];
const OF_TESTS = ['packages/testing'];

/** Text for people, and what only tests, measures and pictures are made with. */
const IDLE = /(?:^|\/)tests?\/|\.md$|^\.(?:agents|ci|github)\/|^infra\/(?:bench|checks|screenshots)\//;
/** Whose change may change what every app does. */
const GROUND =
  /^(?:packages|services|infra|template-app)\/|^(?:package(?:-lock)?\.json|scalr|tsconfig\.json|biome\.json)$/;

/** Slugs of the apps that a change of these paths reaches, sorted. */
export function affectedApps(changed: readonly string[], apps: readonly AppMakeup[]): readonly string[] {
  const touched = new Set(
    apps.filter((app) => changed.some((path) => touches(path, app, apps))).map(({ slug }) => slug),
  );
  // Who calls an app stands on its API.
  return apps
    .filter(({ slug, calls }) => touched.has(slug) || calls.some((called) => touched.has(called)))
    .map(({ slug }) => slug)
    .sort();
}

function touches(path: string, app: AppMakeup, apps: readonly AppMakeup[]): boolean {
  if (path.startsWith(`${app.folder}/`)) return true;
  if (apps.some(({ folder }) => path.startsWith(`${folder}/`)) || IDLE.test(path)) return false;
  const folder = path.split('/').slice(0, 2).join('/');
  if (OF_TESTS.includes(folder)) return false;
  if (FOR_PYTHON.includes(folder)) return app.backend === 'fastapi';
  if (folder === 'packages/api-types') return touchesClient(path, app);
  if (FOR_APPS.includes(folder)) return app.packages.has(folder);
  return GROUND.test(path);
}

/** Each app has a client of its own there, beside what all clients stand on. */
function touchesClient(path: string, { slug, calls, packages }: AppMakeup): boolean {
  const [, owner] = /^packages\/api-types\/src\/([^/]+)\//.exec(path) ?? [];
  return owner === undefined ? packages.has('packages/api-types') : owner === slug || calls.includes(owner);
}
