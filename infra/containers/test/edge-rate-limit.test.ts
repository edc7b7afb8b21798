import { describe, expect, it } from 'vitest';
import { type Asked, told } from '../edge/exchange.ts';
import { LabelGroup } from '../edge/labels/label-group.ts';
import { readRateLimit, sourceOf } from '../edge/middlewares/rate-limit.ts';

const OPTIONS = {
  'ratelimit.average': '60',
  'ratelimit.burst': '3',
  'ratelimit.period': '1m',
  'ratelimit.sourcecriterion.ipstrategy.ipv6subnet': '64',
};

const from = (clientAddress: string): Asked => ({
  ...{ method: 'POST', host: 'a', path: '/token', query: '', headers: [], body: null },
  ...{ clientAddress, isEncrypted: false, gone: new AbortController().signal },
});

describe('the limit of requests', () => {
  it('lets a burst through, and then one for each of its share of the period, by address', async () => {
    let now = 0;
    const limit = readRateLimit(new LabelGroup('m', OPTIONS), () => now)(
      async () => told(200, ''),
      () => async () => told(200, ''),
    );
    const statuses = async (address: string, count: number) => {
      const answers = [];
      for (let at = 0; at < count; at += 1) answers.push(await limit(from(address)));
      return answers.map(({ status }) => status);
    };
    expect(await statuses('10.0.0.1', 4)).toEqual([200, 200, 200, 429]);
    expect(await statuses('10.0.0.2', 1)).toEqual([200]);
    const { headers } = await limit(from('10.0.0.1'));
    expect(headers.slice(0, 2)).toEqual([
      ['Retry-After', '1'],
      ['X-Retry-In', '1000ms'],
    ]);
    now = 2000;
    expect(await statuses('10.0.0.1', 3)).toEqual([200, 200, 429]);
  });

  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('counts %s as %s', (address, source) => {
    expect(sourceOf(address, 64)).toBe(source);
  });
});
