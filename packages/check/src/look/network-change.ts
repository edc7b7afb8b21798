import type { Trouble } from './tab.ts';

/**
 * Whether Chromium gave a request up because a network interface came or went, say of a container. That says nothing
 * about the app: whoever is told so looks once more.
 */
export function isNetworkChange(text: string | undefined): boolean {
  return /ERR_(?:NETWORK_CHANGED|INTERNET_DISCONNECTED|NETWORK_IO_SUSPENDED)/.test(text ?? '');
}

/** How often a page is opened again before the network of the machine is called unfit. */
export const TRIES = 4;

/**
 * What keeps anybody from judging a page: requests that the browser's network ended. Of those without an answer for
 * another reason only where nothing of the page is there; null: the page can be judged.
 */
export function cutOff(troubles: readonly Trouble[], isEmpty: boolean): string | null {
  const cut = troubles.filter(
    ({ kind, status, text }) => isNetworkChange(text) || (isEmpty && kind === 'request' && status === 0),
  );
  return cut.length === 0
    ? null
    : cut
        .map(({ text }) => text)
        .slice(0, 3)
        .join('\n');
}
