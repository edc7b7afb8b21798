import type { FrontendKind } from '@scalr/plan';

/** Paths that an app may have, relative to its folder. */
const ALLOWED: readonly RegExp[] = [
  /^(?:app\.manifest\.yml|\.env\.app|README\.md|AGENT_INSTRUCTIONS\.md|AGENTS\.md|features\.json)$/,
  /^(?:docker-compose\.yml|\.gitignore|\.dockerignore)$/,
  /^(?:assets|docs)\/.+\.(?:svg|png|jpg|webp|md)$/,
  /^scripts\/[a-z0-9-]+\.sh$/,
  /^(?:backend\/|frontend\/)?test\/.+\.(?:ts|tsx|py|json|sql|csv|txt)$/,
  /^frontend\/(?:index\.html|package\.json|Dockerfile(?:\.dev)?|nginx\.conf|\.dockerignore)$/,
  /^frontend\/(?:src|public)\/.+/,
  /^backend\/(?:package\.json|pyproject\.toml|Dockerfile(?:\.dev)?|\.dockerignore)$/,
  /^backend\/(?:src|migrations)\/.+/,
];

/** What a site has instead of a page. */
const ALLOWED_IN_SITES: readonly RegExp[] = [
  /^content\/.+\.(?:md|txt|svg|png|jpg|webp)$/,
  /^frontend\/[\w.-]+\.(?:ts|json)$/,
];

/** What may lie inside `src/`: sources and what they import. */
const SOURCE = /\.(?:ts|tsx|astro|css|svg|png|jpg|webp|json|py|sql|md|txt|csv)$/;

/** Files that do not belong into an app; `paths` are relative to its folder and `/` separated. */
export function strangeFiles(paths: readonly string[], kind: FrontendKind | null): readonly string[] {
  const patterns = kind === 'site' ? [...ALLOWED, ...ALLOWED_IN_SITES] : ALLOWED;
  return paths.filter((path) => {
    const allowed = patterns.some((pattern) => pattern.test(path));
    const isSource = /^(?:frontend|backend)\/src\//.test(path);
    return !allowed || (isSource && !SOURCE.test(path)) || /(?:^|\/)(?:vite|tsconfig|package-lock)[.a-z-]*$/.test(path);
  });
}
