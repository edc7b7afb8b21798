import { isDeepStrictEqual } from 'node:util';
import { canonicalOpenApi } from '@scalr/openapi';
import { placeInLog, readAppLog } from '../../app-log.ts';
import type { Finding } from '../../finding.ts';
import type { Stage, Subject } from '../../subject.ts';
import { find } from './rules.ts';

export { rules } from './rules.ts';

const LOG_LINES = 200;
const SITE_WITHIN_MS = 120_000;
const SHOWN_LINES = 12;
/** How both languages begin to say why they end. */
const DIED = /did not start|^Traceback|"level":"(?:error|fatal)"/;

export const contractStage: Stage = async (subject) => {
  const { app } = subject;
  if (app.frontend === 'site') return siteFindings(subject);
  if (app.manifest.backend === 'none') return [];
  const boots = await boot(subject);
  if (boots !== null) return [boots];
  const asked = app.manifest.auth.required ? [refusesStrangers(subject), knowsPeople(subject)] : [];
  const found = await Promise.all([...asked, saysItsApi(subject)]);
  return found.filter((finding) => finding !== null);
};

/** Built, if need be, and served page by page. */
async function siteFindings({ http }: Subject): Promise<readonly Finding[]> {
  const first = await http('/', { headers: { accept: '*/*' }, timeoutMs: SITE_WITHIN_MS });
  if (first.status !== 200) {
    return [find('siteFails', { did: 'GET /', got: `${first.status} ${short(first.text)}`, expected: '200' })];
  }
  const did = 'GET /there-is-nothing-here/';
  const { status, text } = await http('/there-is-nothing-here/', { headers: { accept: '*/*' } });
  return status === 404 ? [] : [find('siteFails', { did, got: `${status} ${short(text)}`, expected: '404' })];
}

async function boot(subject: Subject): Promise<Finding | null> {
  const path = subject.app.manifest.routing.health_path;
  const { status, text } = await subject.http(path, { timeoutMs: 30_000 });
  if (status === 200) return null;
  // The gateway's own words: there is no backend to answer.
  const isGone = status === 502 || status === 504 || text.includes('PROCESS_');
  const log = await readAppLog(subject, LOG_LINES, (lines) => !isGone || lines.some((line) => DIED.test(line)));
  const last = log.findLastIndex((line) => DIED.test(line));
  const telling = (last === -1 ? log.slice(-SHOWN_LINES) : log.slice(last)).filter(
    (line) => !line.includes('"message":"request"'),
  );
  const said = telling.slice(0, SHOWN_LINES).join('\n');
  return find(isGone ? 'doesNotBoot' : 'unhealthy', {
    ...{ did: `GET ${path}`, got: `${status} ${short(text)}${said === '' ? '' : `\nlog:\n${said}`}`, expected: '200' },
    ...placeInLog(said, subject.app.folder),
  });
}

async function refusesStrangers(subject: Subject): Promise<Finding | null> {
  const paths = ['/api/me', '/api/there-is-nothing-here'];
  const answers = await Promise.all(paths.map((path) => subject.http(path)));
  const open = answers.findIndex(({ status }) => status !== 401);
  if (open === -1) return null;
  const got = `${answers[open]!.status} ${short(answers[open]!.text)}`;
  return find('openWithoutToken', { did: `GET ${paths[open]} without a token`, got, expected: '401' });
}

async function knowsPeople(subject: Subject): Promise<Finding | null> {
  const { status, text } = await subject.http('/api/me', { as: 'member' });
  if (status === 200) return null;
  return find('meFails', { did: 'GET /api/me as member', got: `${status} ${short(text)}`, expected: '200' });
}

async function saysItsApi(subject: Subject): Promise<Finding | null> {
  const path = '/api/openapi.json';
  const [{ status, text }, sources] = await Promise.all([subject.http(path, { as: 'member' }), subject.apiDocument()]);
  const seen = { did: `GET ${path}, beside the document made from the sources`, expected: 'the same document' };
  if (status !== 200) return find('documentDiffers', { ...seen, got: `${status} ${short(text)}` });
  const running = canonicalOpenApi(JSON.parse(text));
  if (isDeepStrictEqual(running, sources)) return null;
  return find('documentDiffers', { ...seen, got: `another one: ${differing(running, sources)}` });
}

function differing(running: unknown, sources: unknown): string {
  const paths = (document: unknown) => Object.keys((document as { paths?: object }).paths ?? {});
  const [ours, theirs] = [new Set(paths(running)), new Set(paths(sources))];
  const extra = [...ours].filter((path) => !theirs.has(path)).map((path) => `only the running app has ${path}`);
  const missing = [...theirs].filter((path) => !ours.has(path)).map((path) => `the running app lacks ${path}`);
  return [...extra, ...missing].join(', ') || 'the same paths, other shapes';
}

const short = (text: string) => (text.length > 300 ? `${text.slice(0, 300)} …` : text);
