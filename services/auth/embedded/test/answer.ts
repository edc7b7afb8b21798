import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A complete HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; throws where it is none. */
  readonly json: unknown;
  /** `Location` taken apart, relative to the issuer. */
  readonly location: URL | null;
}

export async function answerOf(incoming: IncomingMessage): Promise<Answer> {
  let text = '';
  incoming.setEncoding('utf8');
  for await (const chunk of incoming) text += chunk;
  const { location } = incoming.headers;
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    text,
    get json() {
      return JSON.parse(text) as unknown;
    },
    location: location === undefined ? null : new URL(location, 'http://auth.localhost'),
  };
}
