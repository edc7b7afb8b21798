import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '@scalr/errors';
import { printJson, writeIfChanged } from '@scalr/fileset';
import type { AppPlan, Plan } from '@scalr/plan';
import { type Platform, runningApp } from '@scalr/platform';
import { loadWorkspace, readFolder, readWorkspaceText } from '@scalr/workspace';
import { accessCard } from './access-card.ts';
import { errors } from './errors.ts';
import type { Finding, StageName, StageReport } from './finding.ts';
import { makeSubject } from './make-subject.ts';
import type { Passed } from './print.ts';
import { type CheckReport, runCheck } from './run-check.ts';
import { visitorOf } from './stages/api/people.ts';
import { stages } from './stages/index.ts';
import { hasWaitingPages } from './stages/ui/index.ts';
import type { Subject } from './subject.ts';

export interface CheckWish {
  /** Left out or empty: every app of people's that changed since it passed. */
  readonly slugs: readonly string[];
  /** Also those that did not change. */
  readonly all: boolean;
  /** Only this stage and those it stands on: no app passes by it. */
  readonly until?: StageName | undefined;
}

export interface CheckGround {
  readonly platform: Platform;
  readonly install: string;
  /** Absolute path of the state folder. */
  readonly state: string;
  readonly browser: () => Promise<string>;
  readonly env: Readonly<Record<string, string>>;
}

export interface AppCheck {
  readonly report: CheckReport;
  /** Null: something is to be mended. */
  readonly passed: Passed | null;
}

/**
 * Checks apps one after the other, each as far as it goes.
 * @throws ScalrError `PLATFORM_DOWN`, `APP_UNKNOWN`, `APP_NOT_UP`, `CHECK_NOT_IN_PRODUCTION`
 */
export async function checkApps(
  ground: CheckGround,
  wish: CheckWish,
  onReport: (check: AppCheck) => void,
): Promise<{ readonly checks: readonly AppCheck[]; readonly unchanged: readonly string[] }> {
  const { platform } = ground;
  const plan = await platform.engine.current();
  if (plan === null) throw errors.error('platformDown', {});
  const checks: AppCheck[] = [];
  const unchanged: string[] = [];
  for (const slug of await wantedSlugs(platform, plan, wish)) {
    const unfit = await unfitReport(platform, plan, slug);
    const app = unfit === null ? await runningApp(platform, plan, slug, 'check') : null;
    const print = app === null ? null : await fingerprint(ground, app);
    const isAsked = wish.all || wish.slugs.includes(slug);
    if (print !== null && !isAsked && (await lastPassed(ground, slug)) === print) {
      unchanged.push(slug);
      continue;
    }
    const check = app === null ? { report: unfit!, passed: null } : await checkApp(ground, plan, app, wish);
    if (wish.until === undefined) {
      await writeIfChanged(passedFile(ground, slug), printJson({ passed: check.report.passed ? print : null }));
    }
    checks.push(check);
    onReport(check);
  }
  return { checks, unchanged };
}

async function checkApp(ground: CheckGround, plan: Plan, app: AppPlan, { until }: CheckWish): Promise<AppCheck> {
  const subject = await makeSubject({ ...ground, plan, app });
  try {
    return await judge(subject, until);
  } finally {
    await subject.browser.close();
  }
}

async function judge(subject: Subject, until: StageName | undefined): Promise<AppCheck> {
  const { app, browser } = subject;
  // What goes wrong with it is said by the stage that needs it.
  const openBrowser = () =>
    void hasWaitingPages(subject)
      .then((waits) => (waits ? browser.as(visitorOf(app.manifest)) : null))
      .catch(() => {});
  const report = await runCheck(subject, stages, { until, openBrowser });
  if (!report.passed || until !== undefined) return { report, passed: null };
  const shots = (await readdir(subject.evidence)).filter((name) => name.endsWith('.png')).sort();
  return {
    report,
    passed: {
      accessCard: await accessCard(subject),
      screenshots: shots.map((name) => join(subject.evidence, name)),
    },
  };
}

/** The template is checked when it is named: it is nobody's app, and its last stage refuses it. */
async function wantedSlugs({ root }: Platform, plan: Plan, { slugs }: CheckWish): Promise<readonly string[]> {
  if (slugs.length > 0) return slugs;
  const { quarantined } = await loadWorkspace(root);
  const running = plan.apps.filter(({ manifest }) => manifest.kind !== 'platform' && manifest.slug !== 'template-app');
  return [...running.map(({ slug }) => slug), ...quarantined.map(({ folder }) => folder.split('/').at(-1)!)];
}

/** The report of an app whose manifest keeps it from running at all. */
async function unfitReport({ root }: Platform, plan: Plan, slug: string): Promise<CheckReport | null> {
  const { quarantined } = await loadWorkspace(root);
  const found = quarantined.find(({ folder }) => folder.split('/').at(-1) === slug);
  if (found === undefined) return null;
  const findings = found.problems.map((problem) => manifestFinding(found.folder, problem));
  const skipped = ['schema', 'types', 'contract', 'api', 'ui', 'real'] as const;
  const stageReports: StageReport[] = [
    { name: 'manifest', state: 'failed', ms: 0, findings },
    ...skipped.map(
      (name) => ({ name, state: 'skipped', reason: 'needs manifest to pass', ms: 0, findings: [] }) as const,
    ),
  ];
  const url = plan.apps.find((app) => app.slug === slug)?.url ?? '';
  return { slug, passed: false, url, ms: 0, stages: stageReports };
}

function manifestFinding(folder: string, { code, message, fix, file, line, pointer }: Problem): Finding {
  return {
    ...{ code, stage: 'manifest', side: 'app', file: file ?? `${folder}/app.manifest.yml` },
    ...(line === undefined ? {} : { line }),
    ...{ did: './scalr validate', got: message, expected: pointer ?? 'a manifest that is fit to run', fix },
    why: 'the platform knows of an app only what its manifest says',
  };
}

const GENERATED = /(?:^|\/)(?:node_modules|\.venv|__pycache__|dist)(?:\/|$)/;

/** What an app's check depends on: its own files and the locked stack. */
async function fingerprint({ platform: { root }, install }: CheckGround, { folder }: AppPlan): Promise<string> {
  const [files, lock] = await Promise.all([
    readFolder(root, folder, (path) => GENERATED.test(path)),
    readWorkspaceText(install, 'package-lock.json'),
  ]);
  const hash = createHash('sha256').update(lock ?? '');
  for (const [path, { content }] of files) hash.update(`\0${path}\0`).update(content);
  return hash.digest('hex');
}

const passedFile = ({ state }: CheckGround, slug: string) => join(state, 'check', 'passed', `${slug}.json`);

async function lastPassed(ground: CheckGround, slug: string): Promise<string | null> {
  const text = await readWorkspaceText(join(ground.state, 'check', 'passed'), `${slug}.json`);
  return text === null ? null : ((JSON.parse(text) as { passed: string | null }).passed ?? null);
}
