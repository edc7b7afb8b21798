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

/** What may lie inside `src/`: sources and what they import. */
const SOURCE = /\.(?:ts|tsx|css|svg|png|jpg|webp|json|py|sql|md|txt|csv)$/;

/** Files that do not belong into an app; `paths` are relative to its folder and `/` separated. */
export function strangeFiles(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => {
    const allowed = ALLOWED.some((pattern) => pattern.test(path));
    const isSource = /^(?:frontend|backend)\/src\//.test(path);
    return !allowed || (isSource && !SOURCE.test(path)) || /(?:^|\/)(?:vite|tsconfig|package-lock)[.a-z-]*$/.test(path);
  });
}
