import { catalogue, describeError, EXIT_CODES, formatProblem, isScalrError, ScalrError } from '@scalr/errors';
import { describe, expect, it } from 'vitest';

const errors = catalogue({
  portTaken: {
    code: 'PORT_TAKEN',
    title: 'A port is taken',
    kind: 'environment',
    message: ({ port, by }: { port: number; by: string }) => `Port ${port} is used by ${by}.`,
    fix: ({ port }) => `choose another than ${port}`,
  },
});

describe('catalogue', () => {
  it('makes an error with code, message, fix and the exit code of its kind', () => {
    const error = errors.error('portTaken', { port: 80, by: 'nginx' });
    expect(error).toBeInstanceOf(ScalrError);
    expect({ ...error, message: error.message, code: error.code, fix: error.fix, exitCode: error.exitCode }).toEqual({
      name: 'ScalrError',
      kind: 'environment',
      problems: [{ code: 'PORT_TAKEN', message: 'Port 80 is used by nginx.', fix: 'choose another than 80' }],
      message: 'Port 80 is used by nginx.',
      code: 'PORT_TAKEN',
      fix: 'choose another than 80',
      exitCode: 3,
    });
  });

  it('keeps the cause', () => {
    const cause = new Error('EADDRINUSE');
    expect(errors.error('portTaken', { port: 80, by: 'x' }, { cause }).cause).toBe(cause);
  });

  it('makes a problem with its place', () => {
    expect(errors.problem('portTaken', { port: 1, by: 'x' }, { file: 'a.yml', line: 3, pointer: '/b' })).toEqual({
      code: 'PORT_TAKEN',
      message: 'Port 1 is used by x.',
      fix: 'choose another than 1',
      file: 'a.yml',
      line: 3,
      pointer: '/b',
    });
  });
});

it('has one exit code a kind', () => {
  expect(EXIT_CODES).toEqual({ user: 1, usage: 2, environment: 3, retryable: 75 });
});

describe('describeError', () => {
  it('shows all problems of a known error and no stack', () => {
    const error = new ScalrError('user', [
      { code: 'ONE', message: 'a', fix: 'b' },
      { code: 'TWO', message: 'c', fix: 'd' },
    ]);
    expect(describeError(error)).toEqual({ exitCode: 1, problems: error.problems });
    expect(isScalrError(error)).toBe(true);
  });

  it.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    ['thrown text', 'thrown text'],
    [undefined, 'undefined'],
  ])('calls anything else a defect: %s', (thrown, message) => {
    const described = describeError(thrown);
    expect(described.exitCode).toBe(70);
    expect(described.problems).toEqual([
      {
        code: 'INTERNAL',
        message: `SCALR met something it did not expect: ${message}`,
        fix: 'run it again with SCALR_DEBUG=1 and report what it prints',
      },
    ]);
    expect(described.stack).toContain('errors.test.ts');
    expect(isScalrError(thrown)).toBe(false);
  });
});

it('formats a problem as place and code, message, fix', () => {
  const problem = { code: 'X', message: 'What and why.', fix: 'do it' };
  expect(formatProblem(problem)).toBe('X\n  What and why.\n  fix: do it');
  expect(formatProblem({ ...problem, file: 'a/b.yml', line: 7, pointer: '/c' })).toBe(
    'a/b.yml:7 X /c\n  What and why.\n  fix: do it',
  );
});
