import { CALLBACK_PATH } from './config.ts';

/**
 * Takes the provider's answer out of the address bar, before anything is fetched and before history can keep it.
 * Null: this page load is no answer. Call it as early as possible, and once.
 */
export function takeCallback(): URLSearchParams | null {
  if (location.pathname !== CALLBACK_PATH) return null;
  const answer = new URLSearchParams(location.search);
  history.replaceState(null, '', '/');
  return answer;
}
