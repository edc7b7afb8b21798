import { describe, expect, it } from 'vitest';
import { addressKey, RateLimit } from '../src/rate-limit.ts';

describe('RateLimit', () => {
  it('gives a burst, then one every so often, by a clock that only goes forward', () => {
    const clock = { now: 0 };
    const limit = new RateLimit(6, clock);
    expect(Array.from({ length: 7 }, () => limit.take('a'))).toEqual([0, 0, 0, 0, 0, 0, 10]);
    expect(limit.take('b')).toBe(0);
    clock.now = 9_000;
    expect(limit.take('a')).toBe(1);
    clock.now = 10_000;
    expect([limit.take('a'), limit.take('a')]).toEqual([0, 10]);
    clock.now = 1_000_000;
    expect(Array.from({ length: 7 }, () => limit.take('a'))).toEqual([0, 0, 0, 0, 0, 0, 10]);
  });

  it('keeps its memory bounded and the busy ones in it', () => {
    const limit = new RateLimit(1, { now: 0 });
    expect([limit.take('busy'), limit.take('busy')]).toEqual([0, 60]);
    for (let index = 0; index < 30_000; index += 1) {
      limit.take(`address-${index}`);
      if (index % 1000 === 0) expect(limit.take('busy')).toBe(60);
    }
    // Long forgotten, so it may come again.
    expect(limit.take('address-0')).toBe(0);
    expect(limit.take('address-29999')).toBe(60);
  });
});

describe('addressKey', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['2001:db8:1:2::9', '2001:db8:1:2::'],
    ['2001:db8::9', '2001:db8:0:0::'],
    ['::1', '0:0:0:0::'],
  ])('%s counts as %s', (address, key) => expect(addressKey(address)).toBe(key));
});
