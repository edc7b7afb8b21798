/** Where a request gets its token from; `refused` asks for another one. Null: nobody is signed in. */
export type TokenSource = (refused?: string) => Promise<string | null>;

/**
 * `fetch` with the access token, to this origin only. On 401 it refreshes once and tries once more, unless the body
 * is a stream, which cannot be sent twice. `onAccepted`: the app's own server took a token of this sign-in.
 */
export function createAuthFetch(token: TokenSource, onAccepted: () => void): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    if (url.origin !== location.origin) return fetch(input, init);
    const send = async (accessToken: string | null) => {
      const request = new Request(input instanceof Request ? input.clone() : url, init);
      if (accessToken !== null) request.headers.set('authorization', `Bearer ${accessToken}`);
      const response = await fetch(request);
      if (accessToken !== null && response.ok) onAccepted();
      return response;
    };
    const first = await token();
    const response = await send(first);
    if (response.status !== 401 || first === null || init?.body instanceof ReadableStream) return response;
    const second = await token(first).catch(() => null);
    return second === null ? response : send(second);
  };
}
