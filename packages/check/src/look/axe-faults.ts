import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

export interface AxeFault {
  /** Of the rule, e.g. `color-contrast`. */
  readonly id: string;
  readonly impact: 'serious' | 'critical';
  /** What it is about, in a few words. */
  readonly help: string;
  readonly html: string;
  /** What would mend it, as axe says. */
  readonly summary: string;
  /** The frame of a stack that names where the app made the element; null: not known. */
  readonly source: string | null;
}

/** Of one rule there are often many; the first ones say it. */
const NODES = 3;

/** What the law asks for: WCAG 2.2, A and AA. Axe's own advice beyond it is never serious. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Serious and critical findings of axe, as the page stands. Its script enters beside the page's policy, not through it. */
export async function axeFaults(page: Page, rules?: readonly string[]): Promise<readonly AxeFault[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await bringAxe(page);
  const runOnly = rules === undefined ? { type: 'tag', values: TAGS } : { type: 'rule', values: rules };
  const faults = await page.evaluate(faultsInPage, { runOnly, most: NODES });
  return faults.map((fault) => ({ ...fault, summary: oneLine(fault.summary) }));
}

/** It stays for as long as the document does. One rule is the least it can be asked for. */
async function bringAxe(page: Page): Promise<void> {
  // Without frames there is no need for the blank page that the newer way opens each time.
  await new AxeBuilder({ page }).setLegacyMode(true).withRules('document-title').analyze();
}

interface Axe {
  run(context: Document, options: object): Promise<{ readonly violations: readonly Violation[] }>;
}
interface Violation {
  readonly id: string;
  readonly impact: AxeFault['impact'] | 'minor' | 'moderate' | null;
  readonly help: string;
  readonly nodes: readonly {
    readonly html: string;
    readonly target: readonly string[];
    readonly failureSummary?: string;
  }[];
}

/** Runs in the page. */
async function faultsInPage({ runOnly, most }: { readonly runOnly: object; readonly most: number }) {
  const { axe } = window as unknown as { readonly axe: Axe };
  window.scalrLook.calm();
  const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'] });
  return violations.flatMap(({ id, impact, help, nodes }) =>
    impact !== 'serious' && impact !== 'critical'
      ? []
      : nodes.slice(0, most).map(({ html, target, failureSummary }) => ({
          ...{ id, impact, help, html: html.slice(0, 200), summary: failureSummary ?? '' },
          source: window.scalrLook.sourceOf(document.querySelector(target[0] ?? 'html')),
        })),
  );
}

function oneLine(summary: string): string {
  return summary.replace(/^Fix (?:any|all) of the following:\s*/, '').replace(/\s*\n\s*/g, '; ');
}
