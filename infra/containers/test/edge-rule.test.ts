import { describe, expect, it } from 'vitest';
import { Refusal } from '../edge/refusal.ts';
import { readRule } from '../edge/rule.ts';

const matches = (rule: string, method: string, host: string, path: string) => readRule(rule)({ method, host, path });

describe('a rule of the stand-in', () => {
  it.each([
    ['Host(`a.localhost`)', 'GET', 'a.localhost', '/', true],
    ['Host(`A.localhost.`)', 'GET', 'a.localhost', '/', true],
    ['Host(`a.localhost`)', 'GET', 'b.a.localhost', '/', false],
    ['Path(`/token`)', 'GET', 'a', '/token', true],
    ['Path(`/token`)', 'GET', 'a', '/token/x', false],
    ['PathPrefix(`/api/`)', 'GET', 'a', '/api/x', true],
    ['PathPrefix(`/api/`)', 'GET', 'a', '/apis', false],
    ['Method(`POST`)', 'POST', 'a', '/', true],
    ['!Method(`POST`)', 'POST', 'a', '/', false],
    ['Host(`a`) || Host(`b`) && Path(`/x`)', 'GET', 'a', '/y', true],
    ['(Host(`a`) || Host(`b`)) && Path(`/x`)', 'GET', 'a', '/y', false],
    ['!(Host(`a`) || Host(`b`)) && Path(`/x`)', 'GET', 'c', '/x', true],
    ['!Host(`a`) && !Host(`b`)', 'GET', 'b', '/', false],
  ])('%s on %s %s%s: %s', (rule, method, host, path, expected) => {
    expect(matches(rule, method, host, path)).toBe(expected);
  });

  it.each([
    ['HostRegexp(`.*`)', 'the stand-in does not know this part of a rule: HostRegexp(`.*`)'],
    ['Host(`a`) && ClientIP(`10.0.0.1`)', 'the stand-in does not know this part of a rule: ClientIP(`10.0.0.1`)'],
    ['Host(`a`, `b`)', 'the stand-in does not know this part of a rule: Host(`a`, `b`)'],
    ['(Host(`a`)', 'not a rule, ) is missing: (Host(`a`)'],
    ['Host(`a`) Path(`/x`)', 'not a rule: Host(`a`) Path(`/x`)'],
    ['', 'not a rule, ( is missing: '],
  ])('is refused as %s', (rule, sentence) => {
    expect(() => readRule(rule)).toThrow(new Refusal(sentence));
  });
});
