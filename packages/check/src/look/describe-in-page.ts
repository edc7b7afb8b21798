import type { PageDescription } from './in-page.ts';

/** Runs in the page, after `watchInPage`: waits for it, and says what is on it. It stands alone, as its text is sent. */
export function describeInPage(): void {
  const look = window.scalrLook;
  /** As long as nothing happens on a page without a heading, it may still be on its way. */
  const QUIET_MS = 500;
  /** React draws what arrives at once; more comes only with another answer. */
  const STILL_MS = 50;
  const ARRIVING_MS = 2_000;

  look.isShown = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  look.calm = () => {
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish();
    }
  };
  const textOf = (element: Element | null) =>
    ((element as HTMLElement | null)?.innerText ?? element?.textContent ?? '').replace(/\s+/g, ' ').trim();
  look.nameOf = (element) => {
    const byId = (element.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => textOf(document.getElementById(id)));
    const labels = [...((element as HTMLInputElement).labels ?? [])].map(textOf);
    const drawn = [...element.querySelectorAll('img[alt], svg[aria-label], svg > title')].map(
      (one) => one.getAttribute('alt') ?? one.getAttribute('aria-label') ?? textOf(one),
    );
    const isInput = element instanceof HTMLInputElement && /^(?:submit|button|reset)$/.test(element.type);
    const candidates = [
      byId.join(' ').trim(),
      element.getAttribute('aria-label') ?? '',
      labels.join(' ').trim(),
      /^(?:INPUT|SELECT|TEXTAREA)$/.test(element.tagName) ? '' : textOf(element),
      isInput ? element.value : '',
      drawn.join(' ').trim(),
      element.getAttribute('title') ?? '',
      element.getAttribute('placeholder') ?? '',
    ];
    return (candidates.find((name) => name !== '') ?? '').slice(0, 80);
  };
  const implied = (element: Element): string => {
    if (element instanceof HTMLAnchorElement) return 'link';
    if (element instanceof HTMLSelectElement) return 'combobox';
    if (element instanceof HTMLTextAreaElement) return 'textbox';
    if (!(element instanceof HTMLInputElement)) return 'button';
    const types: Record<string, string> = {
      checkbox: 'checkbox',
      radio: 'radio',
      number: 'spinbutton',
      range: 'slider',
    };
    if (/^(?:submit|button|reset|image)$/.test(element.type)) return 'button';
    return types[element.type] ?? (element.type === 'search' ? 'searchbox' : 'textbox');
  };
  const roleOf = (element: Element) => element.getAttribute('role') ?? implied(element);

  const busyMark = (): string | null => {
    const marks = document.querySelectorAll('[aria-busy=true], [role=status], [role=progressbar]:not([aria-valuenow])');
    for (const mark of marks) {
      const text = textOf(mark);
      if (mark.getAttribute('role') !== 'status' || /\bloading\b|one moment/i.test(text)) return text || 'a busy mark';
    }
    return null;
  };
  /** Code and answers that still arrive and the way through the sign-in are no fault of the page. */
  const isArriving = (): boolean => {
    const last = performance.getEntriesByType('resource').at(-1) as PerformanceResourceTiming | undefined;
    const isRecent = last !== undefined && performance.now() - last.responseEnd < ARRIVING_MS;
    return isRecent || look.inFlight > 0 || document.querySelector('.scalr-status') !== null;
  };
  look.settled = async (limitMs, mostMs) => {
    const start = performance.now();
    for (;;) {
      const now = performance.now();
      const mark = busyMark();
      const isDrawn = [...document.querySelectorAll('h1')].some((one) => textOf(one) !== '');
      const isStill = look.inFlight === 0 && mark === null && now - look.changedAt > (isDrawn ? STILL_MS : QUIET_MS);
      const hasBegun = (document.getElementById('root')?.childElementCount ?? 1) > 0 || now - start > limitMs;
      if (isStill && hasBegun && document.readyState === 'complete') return null;
      if (now - start > mostMs || (now - start > limitMs && !isArriving())) {
        return mark ?? (look.inFlight > 0 ? 'a request without an answer' : 'it keeps changing');
      }
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  };

  look.sourceOf = (element) => {
    interface Fiber {
      readonly _debugStack?: { readonly stack?: string };
      readonly _debugOwner?: Fiber | null;
      readonly return: Fiber | null;
    }
    if (element === null) return null;
    const key = Object.keys(element).find((name) => name.startsWith('__reactFiber$'));
    let fiber = key === undefined ? null : ((element as unknown as Record<string, Fiber>)[key] ?? null);
    const own = `${location.origin}/src/`;
    for (let steps = 0; fiber !== null && steps < 40; steps++) {
      const frame = fiber._debugStack?.stack?.split('\n').find((line) => line.includes(own));
      if (frame !== undefined) return frame.trim();
      fiber = fiber._debugOwner ?? fiber.return;
    }
    return null;
  };

  const outline = (element: Element) =>
    `<${element.tagName.toLowerCase()}> ${JSON.stringify(textOf(element).slice(0, 40))}`;
  const sticking = () => {
    const all = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > innerWidth + 1 && look.isShown(element),
    );
    const inner = all.filter((element) => !all.some((other) => other !== element && element.contains(other)));
    return inner.slice(0, 3).map((element) => ({ what: outline(element), source: look.sourceOf(element) }));
  };

  /** What stands in a field; the value of one that is ticked says nothing: a browser calls it "on". */
  const stateOf = ({ type, checked, value }: HTMLInputElement) => {
    if (type === 'checkbox' || type === 'radio') return { value: '', checked };
    return { value: type === 'password' ? '' : value.slice(0, 60) };
  };
  look.describe = (): PageDescription => {
    look.calm();
    const shown = (selector: string) => [...document.querySelectorAll(selector)].filter(look.isShown);
    const main = document.querySelector('main') ?? document.body;
    const content = document.documentElement.scrollWidth;
    return {
      title: document.title,
      headings: [...document.querySelectorAll('h1, h2, h3, h4, [role=heading]')]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }))
        .map((one) => ({
          level: Number(one.getAttribute('aria-level') ?? one.tagName.slice(1)),
          name: textOf(one).slice(0, 120),
        })),
      controls: shown(
        'button, a[href], summary, [role=button], [role=menuitem], [role=tab], [role=switch], input[type=submit]',
      ).map((one) => ({
        role: roleOf(one),
        name: look.nameOf(one),
        disabled: one.matches(':disabled, [aria-disabled=true]'),
      })),
      fields: shown('input:not([type=hidden], [type=submit], [type=button]), select, textarea').map((one) => ({
        role: roleOf(one),
        name: look.nameOf(one),
        required: (one as HTMLInputElement).required,
        ...stateOf(one as HTMLInputElement),
      })),
      links: [...main.querySelectorAll('a[href]')]
        .filter(look.isShown)
        .map((one) => ({ name: look.nameOf(one), href: one.getAttribute('href')!, source: look.sourceOf(one) })),
      text: textOf(document.body).slice(0, 2_000),
      mainText: textOf(main).slice(0, 2_000),
      isBroken: /^This page does not work right now$/.test(textOf(document.querySelector('main h1'))),
      width: { content, window: innerWidth },
      sticksOut: content > innerWidth ? sticking() : [],
    };
  };
}
