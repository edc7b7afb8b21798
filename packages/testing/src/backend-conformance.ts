import { afterAll, beforeAll, describe } from 'vitest';
import type { BackendRecipe } from './backend-under-test.ts';
import { accessConformance } from './conformance/access.ts';
import { lifeConformance } from './conformance/life.ts';
import { recordAccessConformance } from './conformance/record-access.ts';
import { recordListConformance } from './conformance/record-list.ts';
import { recordPatchConformance } from './conformance/record-patch.ts';
import { recordStartConformance } from './conformance/record-start.ts';
import { recordConformance } from './conformance/records.ts';
import { requestConformance } from './conformance/requests.ts';
import { type ComparableAnswer, ConformanceSubject } from './conformance/subject.ts';
import { tracingConformance } from './conformance/tracing.ts';

export type { BackendRecipe, ComparableAnswer };

/**
 * The HTTP contract of every backend, driven from outside. The app behind it has the routes of `backends/`. Returns the
 * answers that the caller compares between languages; it fills while the tests run.
 */
export function backendConformance(recipe: BackendRecipe): ReadonlyMap<string, ComparableAnswer> {
  const subject = new ConformanceSubject(recipe);
  describe(recipe.name, () => {
    // The first start may have to make a Python environment.
    beforeAll(() => subject.open(), 400_000);
    afterAll(() => subject.stage?.close());

    accessConformance(subject);
    requestConformance(subject);
    recordConformance(subject);
    recordListConformance(subject);
    recordPatchConformance(subject);
    recordAccessConformance(subject);
    recordStartConformance(subject);
    lifeConformance(subject);
    tracingConformance(subject);
  });
  return subject.comparable;
}
