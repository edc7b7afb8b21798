import { z } from 'zod';
import { manifestSchema } from './schema.ts';

/** JSON Schema 2020-12 of what a person writes, for editors and other languages. */
export function manifestJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(manifestSchema, { io: 'input', target: 'draft-2020-12' });
}
