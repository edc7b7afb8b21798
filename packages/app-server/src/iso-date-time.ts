import { z } from 'zod';

/**
 * A `Date` in the code, ISO 8601 UTC in JSON: `createdAt: isoDateTime`. Taken with any offset (RFC 3339), told in UTC.
 * What is no moment stops there: rules over several fields are not asked with it.
 */
export const isoDateTime = z.codec(z.iso.datetime({ offset: true, abort: true }), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});
