import { expect, test } from 'vitest';
import { formProblem, messageOf, statusOf } from '../src/problem.ts';

/** As the generated client throws it. */
function failure(status: number, message: string, errors?: readonly object[]): Error {
  return Object.assign(new Error(message), { status, errors });
}

test('what the API says is shown; anything else is not', () => {
  expect(messageOf(failure(503, 'The database cannot be reached right now.'))).toBe(
    'The database cannot be reached right now.',
  );
  expect(messageOf(new TypeError('x is undefined'))).toBe('Something unexpected happened. Trying again may help.');
  expect([statusOf(failure(0, '')), statusOf(new Error('')), statusOf(null)]).toEqual([0, null, null]);
});

test('each field of a form gets what is wrong with it, by its pointer', () => {
  const error = failure(422, 'The body is not as it should be.', [
    { in: 'body', pointer: '#/title', detail: 'Give it a title.' },
    { in: 'body', pointer: '#/a~1b~0c', detail: 'Odd.' },
    { in: 'query', pointer: '#/limit', detail: 'Not a field of the form.' },
  ]);
  expect(formProblem(error)).toEqual({
    message: 'The body is not as it should be.',
    fields: { title: 'Give it a title.', 'a/b~c': 'Odd.' },
  });
  expect(formProblem(failure(409, 'That title is taken.'))).toEqual({ message: 'That title is taken.', fields: {} });
  expect(formProblem(null)).toBeNull();
});
