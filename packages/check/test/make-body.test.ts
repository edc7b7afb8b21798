import { readApiDocument, type Schema } from '@scalr/openapi';
import { describe, expect, test } from 'vitest';
import { makeBody, spoiltBody } from '../src/stages/api/make-body.ts';

const document = readApiDocument('club', { openapi: '3.1.0', info: { title: 'club', version: '1' }, paths: {} });

const input: Schema = {
  type: 'object',
  required: ['title', 'state', 'roomId', 'from', 'to'],
  properties: {
    title: { type: 'string', minLength: 1, maxLength: 8 },
    state: { type: 'string', enum: ['open', 'lent', 'lost'], default: 'open' },
    roomId: { type: 'string', format: 'uuid' },
    from: { type: 'string', format: 'date' },
    to: { type: 'string', format: 'date' },
    isPacked: { type: 'boolean', default: true },
    count: { type: 'integer', minimum: 3, maximum: 5, default: 3 },
    color: { type: 'string', pattern: '^#[0-9a-f]{6}$' },
    plate: { type: 'string', pattern: '^[A-Z]+ [0-9]+ [a-z]$', examples: ['AB 12 x'] },
    note: { type: ['string', 'null'] },
    tags: { type: 'array', items: { type: 'string' }, minItems: 2 },
  },
};

const ID = '7f0c7a52-6f0e-4b7e-9d53-0a4d5e2a1b11';
const make = (serial: number, variant: number) =>
  makeBody(document, input, { serial, variant, mark: 'a1b2c3', reference: (key) => (key === 'roomId' ? ID : null) });

describe('a body made of a schema', () => {
  test('keeps every limit and stays away from defaults', () => {
    const body = make(1, 0);
    expect(body).toMatchObject({ state: 'lost', roomId: ID, isPacked: false, plate: 'AB 12 x', color: '#a1b2c3' });
    expect(String(body.title).length).toBeLessThanOrEqual(8);
    expect(body.count).toBeGreaterThan(3);
    expect(body.count).toBeLessThanOrEqual(5);
    expect(body.tags).toHaveLength(2);
    expect(String(body.from) < String(body.to)).toBe(true);
  });

  test('is another one each time', () => {
    const [first, second] = [make(1, 0), make(2, 0)];
    expect(first.title).not.toBe(second.title);
    expect(String(first.to) < String(second.from)).toBe(true);
  });

  test('goes through what a rule of the data may want instead', () => {
    expect(make(1, 1).state).toBe('open');
    expect(Object.keys(make(1, 2))).toEqual(['title', 'state', 'roomId', 'from', 'to']);
    expect(new Set([1, 3, 4].map((variant) => make(1, variant).state))).toEqual(new Set(['open', 'lent', 'lost']));
  });

  test('is spoilt in every field', () => {
    const spoilt = spoiltBody(document, input);
    expect(Object.keys(spoilt)).toEqual(Object.keys(input.properties!));
    expect(spoilt).toMatchObject({ title: { not: 'this' }, state: 'no such value', count: { not: 'this' } });
  });
});
