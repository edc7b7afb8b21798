import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type PythonPackage, readPythonPackage } from '../declarations/python-package.ts';
import { readStatements, stringOf } from '../declarations/python-statements.ts';
import { pythonMethods, pythonParams, pythonText, unnamedPythonTypes } from '../declarations/python-text.ts';

const INIT = `"""Gates.

    open_gate(Key())
"""

from typing import TYPE_CHECKING

from other_package import Stone

from .gate import LIMIT, Gate, open_gate

if TYPE_CHECKING:
    from .late import Late

__all__ = ["LIMIT", "Gate", "Late", "Stone", "open_gate"]
`;

const GATE = `from .key import Key

LIMIT: int = 5
"""How many, by default."""

_F = "not # a comment, and not (open"


@dataclass(frozen=True)
class Gate(Base):
    """A gate.

    Of steel.
    """

    weight: int
    """In kilograms."""
    _inner: int = 3

    def __init__(self, weight: int, *, keys: dict[str, Key] | None = None) -> None:
        """
        :param weight: in
            kilograms
        """
        self.weight = weight
        self.keys = dict(keys or {})
        self.state: str = "shut"
        """\`shut\` or \`open\`."""
        self._hidden = 1

    @property
    def is_open(self) -> bool:
        """Whether it is.

        Asked often.
        """
        return self.state == "open"

    def _turn(self) -> None: ...


async def open_gate(
    key: Key,  # (this one
    *more: str,
) -> Gate:
    """Opens it:

    - at once
    - or
      later

        gate = await open_gate(Key())

    :param key: what fits
    """
    return Gate(3)
`;

let whole: PythonPackage;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'python-'));
  writeFileSync(join(folder, '__init__.py'), INIT);
  writeFileSync(join(folder, 'gate.py'), GATE);
  writeFileSync(join(folder, 'key.py'), 'class Key:\n    """Of brass."""\n');
  writeFileSync(join(folder, 'late.py'), 'Late = int\n');
  whole = await readPythonPackage(folder, 'gates');
});

function one(name: string) {
  const found = whole.names.find((public_) => public_.name === name)?.from;
  if (found === undefined || typeof found === 'string') throw new Error(`${name} is not declared here`);
  return found;
}

it('finds what is in __all__, and where it comes from', () => {
  expect(whole.about).toBe('Gates.\n\n```python\nopen_gate(Key())\n```');
  expect(whole.names.map(({ name, from }) => [name, typeof from === 'string' ? from : from.kind])).toEqual([
    ['LIMIT', 'value'],
    ['Gate', 'class'],
    ['Late', 'value'],
    ['Stone', 'other_package'],
    ['open_gate', 'function'],
  ]);
});

it('reads docstrings part by part', () => {
  expect(one('LIMIT').doc.about).toBe('How many, by default.');
  expect(one('Late').doc.about).toBe('');
  expect(one('open_gate').doc).toEqual({
    about: 'Opens it:\n\n- at once\n- or later\n\n```python\ngate = await open_gate(Key())\n```',
    params: new Map([['key', 'what fits']]),
  });
  expect(pythonParams(one('Gate'))).toEqual(new Map([['weight', 'in kilograms']]));
  expect(pythonMethods(one('Gate'))).toEqual([
    { name: 'is_open', params: new Map(), about: 'Whether it is.\n\nAsked often.' },
  ]);
});

it('shows signatures and members without bodies and without what is private', () => {
  expect(pythonText(one('LIMIT'))).toBe('LIMIT: int = 5');
  expect(pythonText(one('open_gate'))).toBe(
    'async def open_gate(\n    key: Key,  # (this one\n    *more: str,\n) -> Gate',
  );
  expect(pythonText(one('Gate')).split('\n')).toEqual([
    '@dataclass(frozen=True)',
    'class Gate(Base):',
    '    # In kilograms.',
    '    weight: int',
    '    keys: dict[str, Key] | None',
    '    # `shut` or `open`.',
    '    state: str',
    '    def __init__(self, weight: int, *, keys: dict[str, Key] | None = None) -> None: ...',
    '    # Whether it is.',
    '    @property',
    '    def is_open(self) -> bool: ...',
  ]);
});

it('finds the types that a reader would see nowhere else', async () => {
  const names = whole.names.map(({ name }) => name);
  const found = await unnamedPythonTypes(whole, one('open_gate'), (name) => names.includes(name));
  expect(found.map(({ name, doc }) => [name, doc.about])).toEqual([['Key', 'Of brass.']]);
});

it('knows where statements end: brackets, strings, comments', () => {
  const statements = readStatements('a = (\n  1,  # )\n)\nif a:\n    b = """x\ny"""\n\n    c = \'(\'\nd = 2\n');
  expect(statements.map(({ text, line, body }) => [text, line, body.map((inner) => inner.text)])).toEqual([
    ['a = (\n  1,  # )\n)', 1, []],
    ['if a:', 4, ['b = """x\ny"""', "c = '('"]],
    ['d = 2', 9, []],
  ]);
  expect(stringOf(readStatements('"""One.\n\nTwo."""')[0])).toBe('One.\n\nTwo.');
});
