import type { ComponentProps } from 'react';
import { BOX, Field, type FieldProps } from './field.tsx';

/** One of the words of a select. */
export interface SelectOption {
  readonly value: string;
  readonly label: string;
}

export type SelectFieldProps = FieldProps &
  Omit<ComponentProps<'select'>, 'id' | 'className' | 'children'> & { readonly options: readonly SelectOption[] };

/** A select: one of a few words, from a list that opens. */
export function SelectField({ label, hint, name, options, ...rest }: SelectFieldProps) {
  return (
    <Field label={label} name={name} {...(hint === undefined ? {} : { hint })}>
      {(wiring) => (
        <select name={name} className={`h-11 ${BOX}`} {...rest} {...wiring}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
