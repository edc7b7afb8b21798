import { z } from 'zod';

const persona = z.enum(['member', 'other', 'manager', 'admin', 'anon']);

/** `{{name}}` in any text stands for what a step before saved under that name; `{{run}}` is new for each run. */
const text = z.string().min(1).max(2_000);

const requestStep = z.strictObject({
  as: persona,
  /** `POST /api/items` */
  request: text.regex(/^(?:GET|POST|PUT|PATCH|DELETE) \/\S*$/, 'METHOD /path, e.g. POST /api/items'),
  body: z.unknown().optional(),
  expect: z.strictObject({
    status: z.int().min(100).max(599),
    /** Everything named here has to be in the answer like this; what is not named does not matter. */
    body: z.unknown().optional(),
  }),
  /** Name to JSON pointer (RFC 6901) into the answer. */
  save: z
    .record(z.string().regex(/^\w+$/), z.string().regex(/^(?:\/[^/]*)*$/, 'a JSON pointer such as /id'))
    .optional(),
});

const action = z.union([
  z.strictObject({ click: text.describe('name of a button, link or menu entry') }),
  z.strictObject({ fill: z.record(text, z.string().max(2_000)).describe('label of a field to what is typed into it') }),
  z.strictObject({ choose: z.record(text, text).describe('label of a select to the option chosen') }),
  z.strictObject({ check: text.describe('label of a checkbox') }),
  z.strictObject({ see: text }),
  z.strictObject({ dontSee: text }),
]);

const pageStep = z.strictObject({
  as: persona,
  /** `/board` */
  page: text.regex(/^\//, 'a path such as /'),
  steps: z.array(action).min(1).max(30),
});

/** `features.json` of an app: what the person asked for, each item with steps that prove it. */
export const featuresSchema = z.strictObject({
  $schema: z.string().optional(),
  features: z
    .array(
      z.strictObject({
        /** In the words of whoever asked: `Everybody in the club sees what is on the list`. */
        says: z.string().min(10).max(300),
        checks: z
          .array(z.union([requestStep, pageStep]))
          .min(1)
          .max(30),
      }),
    )
    .min(1)
    .max(50),
});

export type Features = z.output<typeof featuresSchema>;
export type Feature = Features['features'][number];
export type RequestStep = z.output<typeof requestStep>;
export type PageStep = z.output<typeof pageStep>;
export type Action = z.output<typeof action>;
