import type {} from './in-page.ts';

/**
 * Runs in the page, before the app: listens to errors, to requests and to what changes. It stands alone, because only
 * its text is sent there.
 */
export function watchInPage(): void {
  const deeds: string[] = [];
  const restless = new WeakSet<Node>();
  const look = { inFlight: 0, changedAt: performance.now(), isHolding: false, isResting: false, suspect: null };
  const state = Object.assign(look, { deeds, restless }) as unknown as Window['scalrLook'];
  window.scalrLook = state;
  const saw = (kind: 'console' | 'policy', text: string, stack: string) => window.scalrSaw?.({ kind, text, stack });

  const shown = (value: unknown): string => {
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (typeof value === 'string') return value;
    try {
      return JSON.stringify(value) ?? String(value);
    } catch {
      return String(value);
    }
  };
  const logError = console.error;
  console.error = (...args: unknown[]) => {
    const [first, ...rest] = args;
    const said =
      typeof first === 'string'
        ? first.replace(/%[csdifoO]/g, (sign) =>
            rest.length === 0 ? sign : [shown(rest.shift())].filter(() => sign !== '%c').join(''),
          )
        : shown(first);
    const error = args.find((one) => one instanceof Error);
    saw('console', [said, ...rest.map(shown)].join(' '), (error ?? new Error('here')).stack ?? '');
    logError(...args);
  };
  document.addEventListener('securitypolicyviolation', (event) => {
    const { blockedURI, effectiveDirective, sourceFile, lineNumber, columnNumber } = event;
    // An image has no line of code that asks for it, but an element that some line made. It is in the page soon.
    const tell = (tries: number) => {
      const elements = [...document.querySelectorAll('[src], [href]')];
      const asks = elements.find((one) =>
        [(one as HTMLImageElement).src, (one as HTMLLinkElement).href].includes(blockedURI),
      );
      const source = state.sourceOf(asks ?? null);
      if (source === null && tries > 0) setTimeout(() => tell(tries - 1), 25);
      else
        saw(
          'policy',
          `${effectiveDirective} ${blockedURI}`,
          source ?? `at ${sourceFile}:${lineNumber}:${columnNumber}`,
        );
    };
    tell(20);
  });

  const changes = (method: string, url: URL) => !/^(?:GET|HEAD)$/.test(method) && url.origin === location.origin;
  const note = (method: string, url: URL) => deeds.push(`request ${method} ${url.pathname}`);
  const send = window.fetch;
  window.fetch = (input, init) => {
    const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();
    const url = new URL(input instanceof Request ? input.url : String(input), location.href);
    note(method, url);
    if (state.isHolding && changes(method, url)) return new Promise(() => {});
    state.inFlight += 1;
    return send(input, init).finally(() => {
      state.inFlight -= 1;
    });
  };
  const { open, send: sendXhr } = XMLHttpRequest.prototype;
  const asked = new WeakMap<XMLHttpRequest, { readonly method: string; readonly url: URL }>();
  XMLHttpRequest.prototype.open = function (
    this: XMLHttpRequest,
    method: string,
    url: string | URL,
    ...more: unknown[]
  ) {
    asked.set(this, { method: method.toUpperCase(), url: new URL(url, location.href) });
    return (open as (...args: unknown[]) => void).call(this, method, url, ...more);
  };
  XMLHttpRequest.prototype.send = function (this: XMLHttpRequest, body) {
    const question = asked.get(this);
    if (question !== undefined) {
      note(question.method, question.url);
      if (state.isHolding && changes(question.method, question.url)) return;
    }
    state.inFlight += 1;
    this.addEventListener('loadend', () => {
      state.inFlight -= 1;
    });
    sendXhr.call(this, body);
  };

  const observer = new MutationObserver((records) => {
    state.changedAt = performance.now();
    for (const { target } of records) {
      if (state.isResting) restless.add(target);
      else if (!restless.has(target)) deeds.push('change');
    }
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });

  // What a control may do without changing the document.
  const listen = (name: string, target: EventTarget = document) =>
    target.addEventListener(name, () => deeds.push(name), { capture: true });
  for (const name of ['scroll', 'toggle', 'play', 'copy', 'fullscreenchange']) listen(name);
  document.addEventListener('focusin', ({ target }) => deeds.push(`focus ${(target as Element).tagName}`), true);
  document.addEventListener('submit', (event) => {
    if (!event.defaultPrevented) deeds.push('submit');
  });
  document.addEventListener('invalid', () => deeds.push('a message of the browser at a field'), true);
  const instead = <T extends object>(owner: T, name: keyof T & string, answer: unknown) => {
    const real = owner[name] as unknown as (...args: unknown[]) => unknown;
    Object.assign(owner, {
      [name]: (...args: unknown[]) => {
        deeds.push(name);
        return state.isHolding ? answer : real.apply(owner, args);
      },
    });
  };
  instead(window, 'open', null);
  instead(window, 'print', undefined);
  instead(window, 'alert', undefined);
  instead(window, 'confirm', false);
  instead(window, 'prompt', null);
  instead(navigator, 'sendBeacon', true);
  if (navigator.clipboard !== undefined) instead(navigator.clipboard, 'writeText', Promise.resolve());
  const makeUrl = URL.createObjectURL;
  URL.createObjectURL = (thing) => {
    deeds.push('download');
    return makeUrl.call(URL, thing);
  };
  const { navigation } = window as unknown as { navigation?: EventTarget };
  navigation?.addEventListener('navigate', (event) => {
    const { cancelable, destination } = event as Event & { readonly destination: { readonly sameDocument: boolean } };
    deeds.push('navigation');
    if (state.isHolding && cancelable && !destination.sameDocument) event.preventDefault();
  });
}
