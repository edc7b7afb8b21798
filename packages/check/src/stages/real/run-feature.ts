import { randomBytes } from 'node:crypto';
import { isNetworkChange } from '../../look/network-change.ts';
import type { Subject } from '../../subject.ts';
import type { Feature, PageStep, RequestStep } from './features-schema.ts';
import { walkPage } from './page-steps.ts';
import { atPointer, difference, withValues } from './step-values.ts';

export interface FeatureFault {
  /** From 0. */
  readonly step: number;
  readonly did: string;
  readonly got: string;
  readonly expected: string;
}

/** Runs the steps of one feature in order; null: all of it holds. */
export async function runFeature(subject: Subject, feature: Feature): Promise<FeatureFault | null> {
  const values = new Map([['run', randomBytes(3).toString('hex')]]);
  for (const [index, written] of feature.checks.entries()) {
    const step = withValues(written, values);
    const fault = 'request' in step ? await request(subject, step, values) : await page(subject, step);
    if (fault !== null) return { step: index, ...fault };
  }
  return null;
}

type Fault = Omit<FeatureFault, 'step'>;

async function request(subject: Subject, step: RequestStep, values: Map<string, string>): Promise<Fault | null> {
  const [method = 'GET', path = '/'] = step.request.split(' ');
  const body = step.body === undefined ? {} : { body: JSON.stringify(step.body) };
  const { status, text } = await subject.http(path, { method, as: step.as, ...body });
  const did = `${step.request} as ${step.as}${step.body === undefined ? '' : ` with ${JSON.stringify(step.body)}`}`;
  const answer = parsed(text);
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

async function page(subject: Subject, step: PageStep, tries = 4): Promise<Fault | null> {
  const context = await subject.browser.as(step.as);
  const tab = await context.newPage();
  let isCut = false;
  tab.on('requestfailed', (request) => {
    isCut ||= isNetworkChange(request.failure()?.errorText);
  });
  try {
    const fault = await walkPage(tab, new URL(step.page, subject.app.url).href, step);
    if (fault === null) return null;
    if (isCut && tries > 0) return await page(subject, step, tries - 1);
    const expected = JSON.stringify(step.steps);
    return { did: `opened ${step.page} as ${step.as} and walked through its steps`, got: fault, expected };
  } finally {
    await tab.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
