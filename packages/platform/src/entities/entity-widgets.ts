import type { EntityField, FieldType } from './entity-field.ts';

/** How a field is shown, typed in and read out of a form. */
interface Widget {
  readonly part: 'TextField' | 'TextArea' | 'Checkbox' | 'SelectField';
  /** Attributes beside name, label and what was there before, as code. */
  readonly attributes: (field: EntityField) => string;
  /** What was there before; `row` may be undefined. */
  readonly before: (field: EntityField) => string;
  /** Out of `data`, not empty. */
  readonly read: (field: EntityField, one: string) => string;
  /** Text of it, out of `row`; not null. */
  readonly show: (field: EntityField) => string;
}

const value = ({ key }: EntityField) => `row?.${key}`;
const text = ({ key }: EntityField) => `String(data.get('${key}')).trim()`;
const needed = ({ isOptional }: EntityField) => (isOptional ? '' : ' required');
const plain: Widget = {
  part: 'TextField',
  attributes: (field) => `${needed(field)} maxLength={200}`,
  before: value,
  read: text,
  show: ({ key }) => `row.${key}`,
};
export const WIDGETS: Readonly<Record<FieldType, Widget>> = {
  string: plain,
  text: { ...plain, part: 'TextArea', attributes: () => ' maxLength={10_000}' },
  int: {
    ...plain,
    attributes: (field) => ` type="number" step={1}${needed(field)}`,
    read: ({ key }) => `Number(data.get('${key}'))`,
    show: ({ key }) => `String(row.${key})`,
  },
  money: {
    ...plain,
    attributes: (field) => ` type="number" step="0.01"${needed(field)}`,
    before: ({ key }) => `row?.${key} == null ? undefined : row.${key} / 100`,
    read: ({ key }) => `Math.round(Number(data.get('${key}')) * 100)`,
    show: ({ key }) => `(row.${key} / 100).toFixed(2)`,
  },
  bool: {
    part: 'Checkbox',
    attributes: () => '',
    before: value,
    read: ({ key }) => `data.has('${key}')`,
    show: ({ key }) => `(row.${key} ? 'yes' : 'no')`,
  },
  date: { ...plain, attributes: (field) => ` type="date"${needed(field)}` },
  datetime: {
    ...plain,
    attributes: (field) => ` type="datetime-local"${needed(field)}`,
    before: ({ key }) => `row?.${key} == null ? undefined : localTime(row.${key})`,
    read: ({ key }) => `new Date(String(data.get('${key}'))).toISOString()`,
    show: ({ key }) => `new Date(row.${key}).toLocaleString()`,
  },
  uuid: { ...plain, attributes: (field) => `${needed(field)} maxLength={36}` },
  enum: {
    ...plain,
    part: 'SelectField',
    attributes: ({ values, isOptional }) =>
      ` options={[${[...(isOptional ? ["{ value: '', label: 'None' }"] : []), ...values.map((one) => `{ value: '${one}', label: '${one}' }`)].join(', ')}]}`,
    read: ({ key }, one) => `String(data.get('${key}')) as NonNullable<${one}['${key}']>`,
  },
  ref: {
    ...plain,
    part: 'SelectField',
    attributes: ({ key, isOptional }) =>
      ` options={${isOptional ? `[{ value: '', label: 'None' }, ...${key}Options]` : `${key}Options`}}${isOptional ? '' : ' required'}`,
    show: ({ key }) => `row.${key}`,
  },
};
