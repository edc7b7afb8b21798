import { CALLBACK_PATH } from './config.ts';

let arrived: URLSearchParams | null = null;

/**
 * Takes the provider's answer out of the address bar, before anything is fetched and before history can keep it.
 * Call it as early as possible; the answer is handed out once.
 */
export function catchCallback(): void {
  if (location.pathname !== CALLBACK_PATH) return;
  arrived = new URLSearchParams(location.search);
  history.replaceState(null, '', '/');
}

/** Null: this page load is no answer of the provider. */
export function takeCallback(): URLSearchParams | null {
  catchCallback();
  const answer = arrived;
  arrived = null;
  return answer;
}
