/**
 * Who may import whom. A folder belongs to a layer by its name alone, so a new adapter, service or app is under the
 * rules from its first file; a new package of another kind must first be given a layer here.
 */
export const LAYERS = {
  errors: [],
  http: [],
  manifest: ['errors'],
  plan: ['errors', 'manifest'],
  ports: ['errors', 'manifest', 'plan'],
  fileset: ['errors'],
  process: ['errors'],
  scaffold: ['errors', 'manifest', 'fileset'],
  openapi: ['errors', 'fileset'],
  workspace: ['errors', 'manifest', 'plan', 'fileset'],
  containers: ['errors', 'manifest', 'plan', 'ports', 'fileset'],
  site: ['errors', 'fileset', 'process'],
  adapter: ['errors', 'http', 'plan', 'ports', 'fileset', 'process', 'containers', 'site'],
  platform: ['errors', 'http', 'manifest', 'plan', 'ports', 'fileset', 'scaffold', 'openapi', 'workspace'],
  check: [...['errors', 'http', 'manifest', 'plan', 'ports', 'fileset', 'process', 'openapi', 'workspace', 'platform']],
  manual: ['errors'],
  mcp: ['errors'],
  // The composition root, and the only place that names adapters.
  cli: [
    ...['errors', 'manifest', 'plan', 'ports', 'fileset', 'process'],
    ...['http', 'scaffold', 'openapi', 'workspace', 'containers', 'adapter', 'platform', 'check', 'manual', 'mcp'],
  ],
  'auth-client': ['errors', 'http'],
  ui: [],
  'api-types': ['auth-client'],
  'app-client': ['auth-client', 'ui'],
  'app-server': ['errors', 'auth-client'],
  service: ['errors', 'plan', 'ports'],
  frontend: ['auth-client', 'app-client', 'ui', 'api-types', 'site'],
  backend: ['app-server', 'auth-client'],
} as const satisfies Record<string, readonly string[]>;

export type Layer = keyof typeof LAYERS;

/** Files that must do what their layer may not, each with the reason. */
export const EXCEPTIONS: Readonly<Record<string, { readonly imports: Layer; readonly why: string }>> = {
  'packages/engine-native/src/backends/rehearse.ts': {
    imports: 'app-server',
    why: 'runs inside the spare backend process, where it loads what the app itself is about to load',
  },
  'packages/engine-native/src/apis/describe.ts': {
    imports: 'app-server',
    why: 'is the process that loads an app to say what its API is, as the app itself would',
  },
};

/** Packages that come with another one and must be the very same, so that they are not declared once more. */
export const COMES_WITH: Readonly<Record<string, string>> = {
  rolldown: 'vite',
  vite: 'astro',
};

/** Files where a process begins; they take the environment once and hand it on. Besides `main.ts` and `settings.ts`. */
export const PROCESS_EDGES: readonly string[] = [
  'packages/app-server/src/boot-app.ts',
  'packages/cli/src/context.ts',
  'packages/engine-native/src/backends/runner.ts',
];

const PACKAGE_LAYERS: readonly (readonly [RegExp, Layer])[] = [
  [/^(?:engine|identity|gateway)-[a-z]+$/, 'adapter'],
  [/^auth-client(?:-ts)?$/, 'auth-client'],
  [
    /^(errors|http|check|manual|mcp|manifest|plan|ports|fileset|process|scaffold|openapi|workspace|containers|platform|cli|site|ui|api-types|app-client|app-server)$/,
    'errors',
  ],
];

/** Layer of a package by the last part of its folder or name; undefined: it has none. */
export function packageLayer(name: string): Layer | undefined {
  for (const [pattern, layer] of PACKAGE_LAYERS) {
    const match = pattern.exec(name);
    if (match !== null) return (match[1] as Layer | undefined) ?? layer;
  }
  return undefined;
}

/** Layer and unit of a file; nothing of one unit may be reached from another by a relative path. */
export function unitOf(path: string): { readonly unit: string; readonly layer: Layer | undefined } | undefined {
  const parts = path.split('/');
  if (parts[0] === 'packages') return { unit: `packages/${parts[1]}`, layer: packageLayer(parts[1]!) };
  // services/<slug>/backend is an app's half; services/auth/embedded is a server of ours.
  const isApp = parts[2] === 'frontend' || parts[2] === 'backend';
  if (parts[0] === 'services' && parts.length > 3 && !isApp)
    return { unit: parts.slice(0, 3).join('/'), layer: 'service' };
  const half = parts.findIndex((part) => part === 'frontend' || part === 'backend');
  if (half > 0) return { unit: parts.slice(0, half + 1).join('/'), layer: parts[half] as Layer };
  return undefined;
}
