import { isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readDuration } from '../duration.ts';
import { told } from '../exchange.ts';
import type { LabelGroup } from '../labels/label-group.ts';
import { Refusal } from '../refusal.ts';
import type { Middleware } from './middleware.ts';

/** Of how many addresses it is remembered what they have left. */
const MOST_ADDRESSES = 65_536;

interface Bucket {
  left: number;
  readAt: number;
}

/** A bucket of tokens for each address, or network of IPv6. Who is only just too early waits instead of being refused. */
export function readRateLimit(group: LabelGroup, now: () => number = () => performance.now()): Middleware {
  const perMs = group.whole('ratelimit.average') / readDuration(group.text('ratelimit.period'));
  const burst = Math.max(1, group.whole('ratelimit.burst'));
  const subnet = group.whole('ratelimit.sourcecriterion.ipstrategy.ipv6subnet');
  if (perMs <= 0 || subnet % 16 !== 0 || subnet > 128) throw new Refusal('not a limit of requests that is known here');
  const perSecond = perMs * 1000;
  const longestWait = perSecond < 1 ? 500 : 1000 / (Math.floor(perSecond) * 2);
  const buckets = new Map<string, Bucket>();

  /** Milliseconds until it is this one's turn. */
  function reserve(source: string): number {
    const { left, readAt } = buckets.get(source) ?? { left: burst, readAt: now() };
    const read = now();
    const rest = Math.min(burst, left + (read - readAt) * perMs) - 1;
    const wait = rest < 0 ? -rest / perMs : 0;
    buckets.delete(source);
    buckets.set(source, { left: wait > longestWait ? rest + 1 : rest, readAt: read });
    const [oldest] = buckets.keys();
    if (buckets.size > MOST_ADDRESSES && oldest !== undefined) buckets.delete(oldest);
    return wait;
  }

  return (next) => async (asked) => {
    const wait = reserve(sourceOf(asked.clientAddress, subnet));
    if (wait > longestWait)
      return told(429, 'Too Many Requests', [
        ['Retry-After', String(Math.ceil(wait / 1000))],
        ['X-Retry-In', `${wait}ms`],
      ]);
    if (wait > 0) await sleep(wait);
    return next(asked);
  };
}

/** The address, or the part of it that stands for a whole network. */
export function sourceOf(address: string, subnet: number): string {
  if (!isIPv6(address)) return address;
  const [before = '', after] = address.replace(/%.*$/, '').split('::');
  const head = before.split(':').filter((part) => part !== '');
  const tail = (after ?? '').split(':').filter((part) => part !== '');
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length;
  return [...head, ...new Array<string>(zeros).fill('0'), ...tail].slice(0, subnet / 16).join(':');
}
