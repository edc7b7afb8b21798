/**
 * Whether Chromium gave a request up because a network interface came or went, say of a container. That says nothing
 * about the app: whoever is told so looks once more.
 */
export function isNetworkChange(text: string | undefined): boolean {
  return text?.includes('ERR_NETWORK_CHANGED') === true;
}
