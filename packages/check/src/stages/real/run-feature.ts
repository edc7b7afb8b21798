import { randomBytes } from 'node:crypto';
import { cutOff, isNetworkChange, TRIES } from '../../look/network-change.ts';
import { openTab, type Tab, type Trouble } from '../../look/tab.ts';
import type { Subject } from '../../subject.ts';
import type { Feature, PageStep, RequestStep } from './features-schema.ts';
import type { Leftovers, Watch } from './leftovers.ts';
import { walkPage } from './page-steps.ts';
import { atPointer, difference, withValues } from './step-values.ts';

export interface FeatureFault {
  /** From 0. */
  readonly step: number;
  readonly did: string;
  readonly got: string;
  readonly expected: string;
  /** The network of the machine ended it, so that nobody knows. */
  readonly isCut?: true;
}

/** Runs the steps of one feature in order, and takes away again what they made; null: all of it holds. */
export async function runFeature(
  subject: Subject,
  leftovers: Leftovers,
  feature: Feature,
): Promise<FeatureFault | null> {
  const watch = await leftovers.watch();
  try {
    return await runSteps(subject, watch, feature);
  } finally {
    await watch.clear();
  }
}

async function runSteps(subject: Subject, watch: Watch, feature: Feature): Promise<FeatureFault | null> {
  const values = new Map([['run', randomBytes(3).toString('hex')]]);
  for (const [index, written] of feature.checks.entries()) {
    const step = withValues(written, values);
    const fault = 'request' in step ? await request(subject, watch, step, values) : await page(subject, step);
    if (fault !== null) return { step: index, ...fault };
  }
  return null;
}

type Fault = Omit<FeatureFault, 'step'>;

async function request(
  subject: Subject,
  watch: Watch,
  step: RequestStep,
  values: Map<string, string>,
): Promise<Fault | null> {
  const [method = 'GET', path = '/'] = step.request.split(' ');
  const body = step.body === undefined ? {} : { body: JSON.stringify(step.body) };
  const { status, text } = await subject.http(path, { method, as: step.as, ...body });
  const did = `${step.request} as ${step.as}${step.body === undefined ? '' : ` with ${JSON.stringify(step.body)}`}`;
  const answer = parsed(text);
  watch.made(step.as, step.request, status, answer);
  if (status !== step.expect.status) {
    return { did, got: `${status} ${text.slice(0, 300)}`, expected: String(step.expect.status) };
  }
  const wrong = step.expect.body === undefined ? null : difference(step.expect.body, answer);
  if (wrong !== null) return { did, got: wrong, expected: JSON.stringify(step.expect.body) };
  for (const [name, pointer] of Object.entries(step.save ?? {})) {
    const value = atPointer(answer, pointer);
    if (value === undefined) return { did, got: text.slice(0, 300), expected: `something at ${pointer}` };
    values.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return null;
}

async function page(subject: Subject, step: PageStep, tries = TRIES): Promise<Fault | null> {
  const { app, browser, plan } = subject;
  const tab = await openTab(await browser.as(step.as), { url: app.url, known: [plan.issuer] });
  try {
    const fault = await walkPage(tab, step.page, step);
    if (fault === null) return null;
    const did = `opened ${step.page} as ${step.as} and walked through its steps`;
    const troubles = tab.take();
    const cut = isNetworkChange(fault) ? fault : cutOff(troubles, await isEmpty(tab));
    if (cut !== null && tries > 0) return await page(subject, step, tries - 1);
    if (cut !== null) return { did, got: cut, expected: 'a network that stays as it is', isCut: true };
    return { did, got: [fault, ...failedOf(troubles)].join('\n'), expected: JSON.stringify(step.steps) };
  } finally {
    await tab.page.close();
  }
}

async function isEmpty({ page: shown }: Tab): Promise<boolean> {
  const text = await shown
    .locator('body')
    .innerText()
    .catch(() => '');
  return text.trim() === '';
}

/** What the page asked for in vain, which often is why a step fails. */
function failedOf(troubles: readonly Trouble[]): readonly string[] {
  const failed = troubles.flatMap(({ kind, status = 0, text }) =>
    kind === 'request' ? [status === 0 ? text : `${status} for ${text}`] : [],
  );
  return failed.length === 0 ? [] : [`requests that failed: ${failed.slice(0, 5).join('; ')}`];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
