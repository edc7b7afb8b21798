const USER = '{"id", "username", "name", "email", "groups": […], "disabled", "createdAt", "isTest"}';

/**
 * What each command prints with `--json`, by its path. Scripts rely on these shapes; `packages/cli/test` proves them.
 * A command without an entry fails the generator.
 */
const DOMAIN = `{"domain": "example.com" | null, "acmeEmail": "<address>" | null, "hosts": ["<host>"], "records": [{"name", "type": "A" | "AAAA", "addresses"}]}`;

export const COMMAND_ANSWERS: Readonly<Record<string, string>> = {
  'add entity':
    '{"app", "files": ["<path>"], "path", "page": "<path>" | null, "types": {"apps": [{"slug", "state"}], "problems": […]}}',
  bench:
    '[{"name", "title", "figures": [{"name", "unit", "ours", "best", "peer": {"name", "value"} | null, "ratio", "target", "note"?}]}]',
  check:
    '{"apps": [{"slug", "passed", "url", "ms", "stages": [{"name", "state": "passed" | "failed" | "skipped", "reason"?, "ms", "findings": [{"code", "stage", "side": "app" | "env", "file"?, "line"?, "did", "got", "expected", "why", "fix", "dont"?}]}], "accessCard"?, "screenshots"?: ["<path>"]}], "unchanged": ["<slug>"]}; with --explain {"code", "stage", "side", "title", "why", "fix", "dont"?, "page"}; with --repo {"guards": [{"name", "asks", "state": "passed" | "failed" | "skipped", "reason"?, "ms", "findings": [{"file"?, "line"?, "what", "fix"}], "notes": ["<text>"]}]}',
  deploy:
    '{"apps": [{"slug", "result": "released" | "unchanged" | "failed", "release" | null, "images": {"backend"?, "frontend"?}, "migrations": <count>, "backup": "<path>" | null}], "problems": […]}',
  docs: '[{"page", "headings": ["<text>"], "text", "line"}]',
  doctor: '[{"what", "state": "good" | "note" | "bad", "found", "fix": "<command>" | null}]',
  'domain set': DOMAIN,
  'domain show': DOMAIN,
  'domain unset': DOMAIN,
  down: '{"stopped": true | false, "volumes": true | false}',
  example:
    '{"topic", "says", "backend", "excerpts": [{"path", "from", "to", "code"}], "page"?}; without a topic {"topics": [{"name", "says"}], "imports": {"frontend", "backend", "fastapi": ["<package>"]}}',
  fix: '{"changed": ["<path>"], "kept": "<folder>" | null, "left": [as the guards of check --repo]}',
  'group add': `[${USER}]`,
  'group create': '{"name"}',
  'group delete': '{"name", "deleted": true}',
  'group list': '[{"name", "members": ["<username>"]}]',
  'group remove': `[${USER}]`,
  'keys rotate': '{"kid", "signsAt", "previousVerifiesUntil"}',
  logs: 'one `{"process", "time", "text"}` a line, as they come',
  look: '{"url", "as", "title", "headings": [{"level", "name"}], "controls": […], "fields": […], "text", "isBroken", "width": {"content", "window"}, "screenshot": "<path>", "waits": "<what for>" | null, "errors", "failedRequests", "accessibility": [{"what", "file"?, "line"?}], "sticksOut": ["<element>"]}',
  mcp: 'with --http one `{"url", "token_file"}` once it listens; without it standard output is the protocol',
  migrate:
    '{"app", "migration": {"name", "files": ["<path>"], "differences": {"gone", "came", "narrowed", "required", "renamed", "tables"}, "reversible": true | false, "backup": "<path>" | null} | null where nothing is missing, "types"}',
  'new-app':
    '{"slug", "folder", "files": ["<path in the folder>"], "url": null while the platform is down, "running": true | false, "checks": [{"name", "what", "took"}], "next": […]}',
  open: '{"slug", "url", "opened"} (no window is opened then)',
  plan: 'the whole plan, secrets masked: `{"mode", "origin", "issuer", "portalUrl", "apps", "routes", "databases", "clients", "processes", "catalog", "quarantined", …}`',
  ps: '[{"name", "kind", "slug"?, "pid"?, "status", "restarts", "url"?, "reason"?}]',
  query: '{"columns": ["<name>"], "rows": [["<text>" | null]], "truncated": true | false}',
  releases:
    '[{"slug", "serving": "<release>" | null, "releases": [{"release", "kind": "found" | "deploy" | "rollback", "time", "result": "begun" | "good" | "failed", "images", "former", "to" | null, "migrations": ["<name>"] | null, "backup" | null, "commit" | null, "by" | null, "reason": {"code", "message"} | null}]}]',
  render: '{"out", "files": ["<path>"], "written", "removed"}',
  request: '{"status", "headers", "body": <parsed JSON, or text>}',
  remove:
    '{"slug", "folder", "state": "archived" | "purged" | "active", "backup"?, "tables"?: [{"name", "rows"}], "undo"}; with --undo {"slug", "folder", "state": "active", "url" | null, "loaded": {"tables"} | null}',
  rename: '{"slug", "former", "folder", "url": null while the platform is down, "callers": ["<folder>"]}',
  restart: '{"name", "status", "pid"?}',
  rollback:
    '{"slug", "to", "release": null where it served already, "images", "migrations": ["<name>"], "backup" | null, "restore": "<command>" | null, "data": "<text>"}',
  test: '{"passed", "failed"}',
  token: '{"access_token", "expires_in"}',
  types: '{"apps": [{"slug", "state": "fresh" | "written" | "removed" | "stale" | "refused"}], "problems": […]}',
  up: '{"portal_url", "auth_url", "mode", "changed", "first_sign_in"?: {"username", "password"}, "apps": [{"slug", "name", "url"}], "quarantined": [{"folder", "problems"}], "problems": […], "warnings": […]}',
  'user add': `${USER.slice(0, -1)}, "password"?}`,
  'user disable': USER,
  'user enable': USER,
  'user list': `[${USER}]`,
  'user password': '{"username", "password"?}',
  'user remove': '{"username", "removed": true}',
  validate:
    '{"valid": [{"slug", "folder"}], "quarantined": [{"folder", "problems": […]}], "warnings": [{"folder", "problems": […]}]}',
};
