import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { declarationText, kindOf } from '../declarations/declaration-text.ts';
import { exportsOf, moduleReader, unnamedTypes } from '../declarations/package-exports.ts';

const INDEX = `
export { Gate as Door, open, type Opened } from './gate.ts';
/** How many – by default. */
export const LIMIT = 5;
const hidden = 1;
export const TABLE = {
${Array.from({ length: 20 }, (_, index) => `  k${index}: ${index},`).join('\n')}
} as const;
`;

const GATE = `
import type { Key } from './key.ts';

/**
 * Opens – with {@link Key} – a gate:
 * - at once
 * - or
 *   later
 *
 * Never twice.
 * @param key what fits
 *   it
 * @returns whether it moved
 * @throws Error where it is \`STUCK\`
 * @example
 * open(key);
 *   await rest();
 */
export async function open(
  key: Key,
  speed: Speed = 'fast',
): Promise<Opened> {
  return { moved: key.length > 0 && speed === 'fast' };
}

/** Slow or not. */
type Speed = 'slow' | 'fast';

export interface Opened {
  /** Whether it did. */
  readonly moved: boolean;
}

export class Gate extends Object {
  readonly #secret = 1;
  /** Of steel. */
  readonly weight: number = 3;
  private inner = 2;
  constructor(weight: number) {
    super();
    this.weight = weight + this.inner + this.#secret;
  }
  /** Closes. */
  close(): void {}
  get isOpen(): boolean {
    return true;
  }
}
`;

let index: string;
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'declarations-'));
  index = join(folder, 'index.ts');
  writeFileSync(index, INDEX);
  writeFileSync(join(folder, 'gate.ts'), GATE);
  writeFileSync(join(folder, 'key.ts'), '/** Of brass. */\nexport interface Key {\n  readonly length: number;\n}\n');
});

const all = () => exportsOf(moduleReader(), index);
const one = async (name: string) => (await all()).find((declaration) => declaration.name === name)!;

it('finds what a module exports, its own and that of others, and nothing else', async () => {
  expect((await all()).map((declaration) => [kindOf(declaration), declaration.name])).toEqual([
    ['class', 'Door'],
    ['function', 'open'],
    ['interface', 'Opened'],
    ['const', 'LIMIT'],
    ['const', 'TABLE'],
  ]);
});

it('reads a comment part by part', async () => {
  const { doc } = await one('open');
  expect(doc).toEqual({
    about: 'Opens – with `Key` – a gate:\n\n- at once\n- or later\n\nNever twice.',
    params: new Map([['key', 'what fits it']]),
    returns: 'whether it moved',
    throws: ['Error where it is `STUCK`'],
    example: 'open(key);\n  await rest();',
  });
  expect((await one('LIMIT')).doc.about).toBe('How many – by default.');
  expect((await one('TABLE')).doc.about).toBe('');
});

it('shows signatures and members without bodies and without what is private', async () => {
  expect(declarationText(await one('open'))).toBe(
    "function open(\n  key: Key,\n  speed: Speed = 'fast',\n): Promise<Opened>",
  );
  expect(declarationText(await one('Door'))).toBe(
    [
      'class Gate extends Object {',
      '  /** Of steel. */',
      '  readonly weight: number = 3;',
      '  constructor(weight: number);',
      '  /** Closes. */',
      '  close(): void;',
      '  get isOpen(): boolean;',
      '}',
    ].join('\n'),
  );
  expect(declarationText(await one('LIMIT'))).toBe('const LIMIT = 5');
  expect(declarationText(await one('TABLE'))).toBe('const TABLE = { … } as const');
});

it('finds the types that a reader would see nowhere else', async () => {
  const exported = await all();
  const isNamed = ({ node }: { node: unknown }) => exported.some((other) => other.node === node);
  const found = await unnamedTypes(moduleReader(), await one('open'), isNamed);
  expect(found.map(({ name, doc }) => [name, doc.about])).toEqual([
    ['Key', 'Of brass.'],
    ['Speed', 'Slow or not.'],
    ['Opened', ''],
  ]);
});
