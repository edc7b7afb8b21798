import { z } from 'zod';

/** A `Date` in the code, ISO 8601 UTC in JSON: `createdAt: isoDateTime`. */
export const isoDateTime = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});
