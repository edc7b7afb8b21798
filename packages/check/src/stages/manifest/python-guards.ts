import type { SourceFacts } from './source-guards.ts';

const IMPORT = /^\s*(?:from\s+(\.*[\w.]*)\s+import\b|import\s+([\w., \t]+))/;
const TOKEN_WORDS = /(["'])(?:authorization|access_token|refresh_token|id_token|Bearer\b[^"']*)\1/i;
const RUNS_TEXT = /(?<![\w.])(?:eval|exec|compile|__import__)\s*\(/;

/** The same for Python, line by line: what is imported and what is refused stands at the beginning of lines. */
export function pythonFacts(text: string): SourceFacts {
  const imports: { specifier: string; line: number }[] = [];
  const caught: { rule: 'ownSignIn' | 'rawHtml'; line: number; what: string }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const code = line.replace(/#.*$/, '');
    const [, from, names] = IMPORT.exec(code) ?? [];
    for (const specifier of from === undefined ? (names ?? '').split(',') : [from]) {
      const name = specifier.trim().split(/\s/)[0] ?? '';
      if (name !== '') imports.push({ specifier: name, line: index + 1 });
    }
    const token = TOKEN_WORDS.exec(code);
    if (token !== null) caught.push({ rule: 'ownSignIn', line: index + 1, what: token[0] });
    const runs = RUNS_TEXT.exec(code);
    if (runs !== null) caught.push({ rule: 'rawHtml', line: index + 1, what: runs[0].trim() });
  }
  return { imports, caught };
}

/** Packages that a Python backend may import besides its own modules and the harmless ones of Python itself. */
export const ALLOWED_PYTHON: readonly string[] = [
  ...['scalr_app_server', 'scalr_auth_client', 'sqlalchemy', 'pydantic', 'pydantic_settings', 'fastapi', 'alembic'],
];
const OWN = ['models', 'routes', 'settings', 'db'];
const ALLOWED = new RegExp(`^(?:${[...ALLOWED_PYTHON, ...OWN].join('|')})(?:\\.|$)|^\\.`);
const REFUSED_STANDARD =
  /^(?:subprocess|os|socket|socketserver|ssl|shutil|pathlib|tempfile|ctypes|multiprocessing|threading|importlib|pickle|http|urllib|ftplib|smtplib|telnetlib|sqlite3|builtins|sys|code|pty|signal)(?:\.|$)/;

/**
 * Whether a file of a Python backend may import this. `standard`: names of Python's standard library. `main.py` alone
 * may ask where it lies: it tells the app server.
 */
export function isAllowedPython(path: string, specifier: string, standard: ReadonlySet<string>): boolean {
  if (path === 'backend/src/main.py' && specifier === 'pathlib') return true;
  if (ALLOWED.test(specifier)) return true;
  return standard.has(specifier.split('.')[0]!) && !REFUSED_STANDARD.test(specifier);
}
