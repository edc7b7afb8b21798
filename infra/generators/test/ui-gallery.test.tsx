import type { ComponentType } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import * as gallery from '../examples/ui.tsx';
import { readPieces } from '../sdk/read-examples.ts';
import { UI_AREAS } from '../sdk/ui-areas.ts';

const parts = Object.entries(gallery).flatMap(([name, part]) =>
  typeof part === 'function' && /^[A-Z]/.test(name) ? [{ name, Part: part as ComponentType }] : [],
);

it.each(parts)('$name is drawn', ({ Part }) => {
  expect(renderToStaticMarkup(<Part />)).toMatch(/^<\w+[ >]/);
});

it('what is no part of a page gives what its example says', () => {
  expect(gallery.initialsOfAda).toBe('AL');
  expect(gallery.openOrNot(true)).toBe('rounded-lg bg-accent-soft');
});

it('every part has an example that uses it, without what surrounds it', async () => {
  const pieces = await readPieces('ui.tsx');
  const names = UI_AREAS.flatMap((area) => area.names);
  expect(names.filter((name) => !pieces.get(name)?.code.includes(name))).toEqual([]);
  expect(pieces.get('Badge')).toEqual({ code: '<Badge>New</Badge>', owner: 'Badge' });
  expect(pieces.get('initials')).toEqual({ code: "initials('Ada Lovelace') // 'AL'", owner: 'initials' });
  expect(pieces.get('ListItem')?.owner).toBe('List');
  expect(pieces.get('Alert')?.code.split('\n')[0]).toMatch(/^<Alert tone="danger"/);
});
