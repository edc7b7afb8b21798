import { z } from 'zod';
import { mergePatch } from './merge-patch.ts';
import { fieldProblems, HttpProblem } from './problem.ts';

/** How a change is said in the API reference: every field may be left out, and none has a default. */
export function patchSchema(input: z.ZodObject, id: string): z.ZodObject {
  const fields = Object.entries(input.shape).map(([key, field]) => [
    key,
    withoutDefault(field as z.ZodType).optional(),
  ]);
  return z.strictObject(Object.fromEntries(fields)).meta({ id });
}

/**
 * RFC 7396 over what a person may write. Only fields that the patch names are read and written: defaults of the others
 * are not applied, and rules that came later do not stop a change that has nothing to do with them. Rules over several
 * fields (`.refine` on the object) are asked with the merged whole.
 * @param current what is there, as JSON
 * @returns values for the table, of the named fields only
 * @throws HttpProblem 422 `VALIDATION_FAILED` with a pointer for each bad field
 */
export function applyPatch(input: z.ZodObject, current: Readonly<Record<string, unknown>>, patch: unknown) {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw refusal([{ code: 'custom', path: [], message: 'A merge patch is a JSON object.' }]);
  }
  const issues: z.core.$ZodIssue[] = [];
  const values: Record<string, unknown> = {};
  const merged: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(input.shape)) {
    // What is not there is null in the database and may be absent in the input.
    if (current[key] !== null || field.safeParse(null).success) merged[key] = current[key];
  }
  for (const [key, value] of Object.entries(patch)) {
    const field = Object.hasOwn(input.shape, key) ? withoutDefault(input.shape[key] as z.ZodType) : null;
    if (field === null) {
      issues.push({ code: 'unrecognized_keys', keys: [key], path: [], message: `Unrecognized key: "${key}"` });
      continue;
    }
    const wanted = value === null ? null : mergePatch(current[key], value);
    const result = field.safeParse(wanted);
    if (result.success) {
      values[key] = result.data;
      merged[key] = wanted;
    } else {
      issues.push(...result.error.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] })));
    }
  }
  if (issues.length === 0) {
    const whole = input.safeParse(merged);
    issues.push(...(whole.error?.issues ?? []).filter(({ path }) => isRuleOfWhole(input, path, merged)));
  }
  if (issues.length > 0) throw refusal(issues);
  return values;
}

/** Not a fault of a field by itself: the named ones were asked, and the others are not what the change is about. */
function isRuleOfWhole(input: z.ZodObject, path: readonly PropertyKey[], merged: Record<string, unknown>): boolean {
  const field = input.shape[path[0] as string] as z.ZodType | undefined;
  return field === undefined || field.safeParse(merged[path[0] as string]).success;
}

function refusal(issues: readonly z.core.$ZodIssue[]): HttpProblem {
  return new HttpProblem(422, 'VALIDATION_FAILED', 'The body of the request is not as it should be.', {
    errors: fieldProblems('body', issues),
  });
}

/** `.default()` and `.prefault()` say what a new row gets; in a change they would overwrite what is there. */
function withoutDefault(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodDefault || field instanceof z.ZodPrefault)
    return withoutDefault(field.unwrap() as z.ZodType);
  if (field instanceof z.ZodNullable) return withoutDefault(field.unwrap() as z.ZodType).nullable();
  if (field instanceof z.ZodOptional) return withoutDefault(field.unwrap() as z.ZodType);
  return field;
}
