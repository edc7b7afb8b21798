/** What work leaves behind in an app's folder. Never copied, whatever a .gitignore says. */
const CRUFT = `
node_modules
.venv
venv
dist
build
coverage
__pycache__
.pytest_cache
.mypy_cache
.ruff_cache
.vite
.cache
.scalr
.git
.idea
.vscode
.DS_Store
Thumbs.db
.env
.env.local
.env.shared
test-results
playwright-report
*.tsbuildinfo
*.egg-info
*.pyc
*.log
*.swp
*.tmp
*~
`;

/**
 * Whether a path of the template is something that work left behind: the known ones, and what the texts of
 * `.gitignore` files name (gitignore(5) but for negation and character classes, which no template needs).
 */
export function ignoredBy(gitignores: readonly string[]): (path: string) => boolean {
  const patterns = [CRUFT, ...gitignores]
    .flatMap((text) => text.split(/\r?\n/))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('!'))
    .map(matcher);
  return (path) => {
    const segments = path.split('/');
    return segments.some((_, index) => {
      const part = segments.slice(0, index + 1).join('/');
      return patterns.some((matches) => matches(part, segments[index]!));
    });
  };
}

/** A pattern without a slash inside means a name at any depth, one with a slash a path from the top. */
function matcher(line: string): (path: string, name: string) => boolean {
  const pattern = line.replace(/\/+$/, '').replace(/^\*\*\//, '');
  const anchored = pattern.includes('/');
  const regex = new RegExp(
    `^${pattern
      .replace(/^\//, '')
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('**', '\u0000')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')
      .replaceAll('\u0000', '.*')}$`,
  );
  return (path, name) => regex.test(anchored ? path : name);
}
