import { ruleBook } from '../../rule.ts';

/** Manifest, files, imports: what can be seen without running anything. */
export const { rules, find } = ruleBook('manifest', {
  strangeFile: {
    code: 'TREE_STRANGE_FILE',
    title: 'A file that does not belong into an app',
    why: 'an app holds only what is particular to it; building, serving and configuring are the same for all apps and live in packages',
    fix: 'delete it, or move what it says to where the page for this rule says',
    dont: 'add a build or editor configuration to make something work',
    page: `An app's folder holds \`app.manifest.yml\`, \`.env.app\`, \`README.md\`, \`AGENT_INSTRUCTIONS.md\`, \`AGENTS.md\`,
\`features.json\`, \`docker-compose.yml\`, \`assets/\`, \`scripts/\`, \`test/\`, \`frontend/\` with \`src/\` and \`public/\`, and
\`backend/\` with \`src/\` and \`migrations/\`. A lock file, a Vite or TypeScript configuration or a second package is a
sign that something is being worked around: say what is missing instead.`,
  },
  foreignImport: {
    code: 'IMPORT_NOT_ALLOWED',
    title: 'An import from outside of what apps stand on',
    why: 'every app stands on one locked stack; a package of its own would have to be installed, updated and watched for each app',
    fix: 'use what the stack has (./scalr example lists it), or write the few lines yourself',
    dont: 'edit package.json',
    page: `A frontend may import \`react\`, \`react-router\`, \`@tanstack/react-query\`, \`zod\`, \`@scalr/app-client\`, \`@scalr/ui\`,
\`@scalr/auth-client/react\` and its own \`@scalr/api-types\`; a TypeScript backend \`@scalr/app-server\`, \`drizzle-orm\`,
\`zod\` and Node's \`crypto\`, \`path\`, \`url\`, \`util\`, \`stream\` and \`buffer\`; a FastAPI backend \`scalr_app_server\`,
\`scalr_auth_client\`, \`sqlalchemy\`, \`pydantic\`, \`fastapi\`, \`alembic\` and the standard library without processes,
files and sockets. Apps never import each other: they call each other's API with \`callApp\`.`,
  },
  reachesOut: {
    code: 'IMPORT_LEAVES_APP',
    title: 'A path that leaves its half of the app',
    why: 'frontend, backend and other apps are built apart; they meet over HTTP',
    fix: 'ask for it through the API, or move the file',
    page: 'Frontend and backend share no files: what both need to know is in the API, and `./scalr types` makes the types of it.',
  },
  browserStorage: {
    code: 'DATA_IN_BROWSER',
    title: 'Data is kept in the browser',
    why: 'it is gone with the browser, seen by whoever uses it next, and nobody else ever sees it',
    fix: 'keep it in a record: ./scalr add entity <name> field:type … --access owner',
    dont: 'keep a copy in localStorage for speed; the API client keeps one in memory',
    page: `\`localStorage\`, \`sessionStorage\`, \`indexedDB\` and \`document.cookie\` are not for an app's data. Records live in the
app's database, under access rules. What only matters while a page is open is React state; what should survive a reload
and be shareable belongs into the address (\`useSearchParams\`).`,
  },
  ownSignIn: {
    code: 'HANDLES_TOKENS',
    title: 'The app handles tokens or passwords by itself',
    why: 'sign-in, tokens and their renewal are the platform’s; code of an app that touches them is where they leak',
    fix: 'frontend: the hooks of ./src/api.ts carry the sign-in; backend: `user` is given to every route',
    dont: 'read, decode or store a token, or build a sign-in form',
    page: 'Nothing in an app names `Authorization`, `Bearer`, `access_token` or `refresh_token`. `useUser()` says who is signed in.',
  },
  rawFetch: {
    code: 'RAW_FETCH',
    title: 'A request past the API client',
    why: 'it carries no sign-in, no types and no error handling, and the content security policy refuses other origins',
    fix: 'use a hook of ./src/api.ts; for another app: callApp() in a backend route',
    page: 'A frontend talks to its own `/api` and nobody else, by the generated client. What the outside world knows is asked by the backend.',
  },
  outsideAsset: {
    code: 'OUTSIDE_ASSET',
    title: 'Something is loaded from another origin',
    why: 'the content security policy blocks it, people’s addresses would be told to strangers, and it breaks offline',
    fix: 'put the file below frontend/src and import it, or use an icon of @scalr/ui',
    page: 'No fonts, scripts, styles or images from elsewhere. Icons: `<Icon name="…" />` with any Lucide name.',
  },
  rawHtml: {
    code: 'RAW_HTML',
    title: 'Text is put into the page as HTML',
    why: 'whoever writes a record could run a script in everybody else’s browser',
    fix: 'render text as text: {value}',
    dont: 'clean the HTML first',
    page: '`dangerouslySetInnerHTML`, `innerHTML`, `outerHTML`, `insertAdjacentHTML`, `document.write`, `eval` and `new Function` are refused everywhere in an app.',
  },
  staleTypes: {
    code: 'API_TYPES_STALE',
    title: 'The generated client is not that of the API',
    why: 'pages would be checked against an API that is no longer there',
    fix: './scalr types',
    dont: 'edit a generated file',
    page: '`packages/api-types` is made from each backend. In edit mode that happens by itself; `./scalr types` does it now.',
  },
  breakingApi: {
    code: 'API_BREAKING',
    title: 'A change breaks apps that call this one',
    why: 'other apps list this one under `calls`; what they rely on would be gone',
    fix: 'keep the old field or route beside the new one',
    page: 'Add, do not change: new fields and routes are safe; removed, renamed or newly required ones are not.',
  },
});
