import type { ControlRun, DialogFault, TriedControl } from './in-page.ts';

/**
 * Runs in the page, after `describeInPage`: activates one control after the other and sees whether something happens.
 * Changes are held back meanwhile, so that nothing is created, changed or deleted. It stands alone, as its text is sent.
 */
export function controlsInPage(): void {
  const look = window.scalrLook;
  const CONTROLS =
    'button, summary, [role=button], [role=menuitem], [role=tab], [role=switch], input[type=submit], input[type=button], a[href=""], a[href^="#"]';
  const LAST = /^(?:cancel|close|back|no|dismiss|abbrechen|zurück|schließen)\b/i;
  const ROWS = 'li, tr, [role=row], [role=listitem], article';
  const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const WAIT_MS = 160;
  const MOST = 40;

  const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const scope = () => document.querySelector('main') ?? document.body;
  const dialogs = () =>
    [...document.querySelectorAll('dialog[open], [role=dialog], [role=alertdialog]')].filter(look.isShown);
  const titleOf = (dialog: Element) =>
    look.nameOf(dialog) || (dialog.querySelector('h1, h2, h3')?.textContent ?? 'a dialog').trim();

  /** Where it stands; rows of a list are all alike, so that of many only one is tried. */
  const keyOf = (element: Element): string => {
    const steps: string[] = [];
    for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement) {
      if (at.tagName === 'DIALOG') steps.push(titleOf(at));
      const { parentElement } = at;
      const index = at.matches(ROWS) ? '' : [...(parentElement?.children ?? [])].indexOf(at);
      steps.push(`${at.tagName.toLowerCase()}${index}`);
    }
    const name = element.closest(ROWS) === null ? look.nameOf(element) : '';
    return `${steps.reverse().join('>')} ${name}`;
  };
  const isEnabled = (element: Element) =>
    look.isShown(element) && !element.matches(':disabled, [aria-disabled=true]') && element.closest('[inert]') === null;

  const controls = (): readonly Element[] => {
    const top = dialogs().at(-1) ?? scope();
    const found = [...top.querySelectorAll(CONTROLS)].filter(isEnabled).filter((element) => {
      // A link within the page is a real one where its target is there.
      const href = element.getAttribute('href');
      return href === null || href.length < 2 || document.getElementById(href.slice(1)) === null;
    });
    const isLast = (element: Element) => (LAST.test(look.nameOf(element)) ? 1 : 0);
    return found.sort((a, b) => isLast(a) - isLast(b));
  };

  const press = async (element: Element): Promise<boolean> => {
    (element as HTMLElement).focus({ preventScroll: true });
    look.deeds.length = 0;
    const options = { bubbles: true, cancelable: true, composed: true };
    element.dispatchEvent(new PointerEvent('pointerdown', options));
    element.dispatchEvent(new MouseEvent('mousedown', options));
    element.dispatchEvent(new PointerEvent('pointerup', options));
    element.dispatchEvent(new MouseEvent('mouseup', options));
    (element as HTMLElement).click();
    const end = performance.now() + WAIT_MS;
    while (look.deeds.length === 0 && performance.now() < end) await later(4);
    if (look.deeds.length === 0) return false;
    await later(20);
    for (let turn = 0; look.inFlight > 0 && turn < 20; turn++) await later(15);
    look.calm();
    return true;
  };

  const closeTop = async (): Promise<boolean> => {
    const top = dialogs().at(-1);
    if (top === undefined) return true;
    if (top instanceof HTMLDialogElement) top.dispatchEvent(new Event('cancel', { cancelable: true }));
    const pressed = { key: 'Escape', bubbles: true, cancelable: true };
    await later(20);
    if (dialogs().includes(top)) (document.activeElement ?? top).dispatchEvent(new KeyboardEvent('keydown', pressed));
    await later(20);
    return !dialogs().includes(top);
  };

  interface Axe {
    run(context: Element, options: object): Promise<{ readonly violations: readonly Violation[] }>;
  }
  interface Violation {
    readonly id: string;
    readonly impact: string | null;
    readonly help: string;
    readonly nodes: readonly {
      readonly html: string;
      readonly target: readonly string[];
      readonly failureSummary?: string;
    }[];
  }
  /** Forms are mostly in dialogs, which nobody sees who only looks at the page. */
  const faultsIn = async (dialog: Element): Promise<readonly DialogFault[]> => {
    const { axe } = window as unknown as { axe?: Axe };
    if (axe === undefined) return [];
    const { violations } = await axe.run(dialog, {
      runOnly: { type: 'tag', values: TAGS },
      resultTypes: ['violations'],
    });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, help, nodes }) =>
        nodes.slice(0, 3).map(({ html, target, failureSummary }) => ({
          ...{ id, help, html: html.slice(0, 200), summary: failureSummary ?? '', dialog: titleOf(dialog) },
          source: look.sourceOf(document.querySelector(target[0] ?? 'html')),
        })),
      );
  };

  look.tryControls = async (before): Promise<ControlRun> => {
    const done = new Set(before);
    const openers = new Map<string, string>();
    const reopened = new Map<string, number>();
    const judged = new Set<string>();
    const faults: DialogFault[] = [];
    const address = location.href;
    let suspect: TriedControl | null = null;
    look.isResting = true;
    await later(60);
    look.isResting = false;
    look.isHolding = true;
    const ended = (hasLeft: boolean): ControlRun => ({ done: [...done], suspect, hasLeft, faults });
    while (done.size < MOST) {
      const there = new Map(controls().map((element) => [keyOf(element), element]));
      let key = [...there.keys()].find((one) => !done.has(one));
      if (key === undefined) {
        if (dialogs().length > 0) {
          if (await closeTop()) continue;
          return ended(true);
        }
        // A menu closes with its first choice; the others are reached by opening it again.
        const [, opener] = [...openers].find(([one, by]) => !done.has(one) && (reopened.get(by) ?? 0) < 8) ?? [];
        if (opener === undefined || !there.has(opener)) return ended(false);
        reopened.set(opener, (reopened.get(opener) ?? 0) + 1);
        key = opener;
      }
      const element = there.get(key)!;
      const dialog = element.closest('dialog, [role=dialog], [role=alertdialog]');
      const isNew = !done.has(key);
      done.add(key);
      const happened = await press(element);
      if (!happened && isNew) {
        const role = element.getAttribute('role') ?? (element.tagName === 'A' ? 'link' : 'button');
        const where = dialog === null ? null : titleOf(dialog);
        suspect = { key, role, name: look.nameOf(element), dialog: where, source: look.sourceOf(element) };
        look.suspect = element;
        return ended(false);
      }
      if (location.href !== address) return ended(true);
      for (const one of controls()) {
        const known = keyOf(one);
        if (!there.has(known) && !openers.has(known)) openers.set(known, key);
      }
      const open = dialogs().at(-1);
      if (open !== undefined && !judged.has(titleOf(open))) {
        judged.add(titleOf(open));
        faults.push(...(await faultsIn(open)));
      }
    }
    return ended(false);
  };
}
