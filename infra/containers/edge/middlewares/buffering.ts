import type { Readable } from 'node:stream';
import { type Answer, type Asked, told } from '../exchange.ts';
import { replaced, valuesOf, without } from '../header-list.ts';
import type { LabelGroup } from '../labels/label-group.ts';
import type { Middleware } from './middleware.ts';

/** Holds request and answer until they are whole; refuses a request that is larger, announced or not. */
export function readBuffering(group: LabelGroup): Middleware {
  const limit = group.whole('buffering.maxrequestbodybytes');
  return (next) => async (asked) => {
    if (Number(valuesOf(asked.headers, 'content-length')[0] ?? 0) > limit) return TOO_LARGE;
    const body = await gather(asked.body, limit);
    return body === null ? TOO_LARGE : whole(await next(withBody(asked, body)));
  };
}

const TOO_LARGE = told(413, 'Request Entity Too Large');

function withBody(asked: Asked, body: Buffer): Asked {
  const headers = replaced(without(asked.headers, ['transfer-encoding']), 'Content-Length', String(body.length));
  return { ...asked, headers, body };
}

async function whole(answer: Answer): Promise<Answer> {
  if (answer.upgraded !== undefined) return answer;
  return { ...answer, body: (await gather(answer.body, Number.POSITIVE_INFINITY)) ?? Buffer.alloc(0) };
}

/** Null: there is more than that. */
async function gather(body: Readable | Buffer | null, limit: number): Promise<Buffer | null> {
  if (body === null) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body.length > limit ? null : body;
  const chunks: Buffer[] = [];
  let length = 0;
  // The stream stays open when this ends early: the client that still sends is to read the refusal.
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > limit) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
