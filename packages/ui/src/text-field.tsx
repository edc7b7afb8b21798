import type { ComponentProps } from 'react';
import { BOX, Field, type FieldProps } from './field.tsx';

export type TextFieldProps = FieldProps & Omit<ComponentProps<'input'>, 'id' | 'className'>;

/** One line of text. With `type` it is the field of a number, date, time or moment: `number`, `date`, `time`, `datetime-local`, `email` ... (there is no DateField, DateTimeField or NumberField). */
export function TextField({ label, hint, name, ...rest }: TextFieldProps) {
  return (
    <Field label={label} name={name} {...(hint === undefined ? {} : { hint })}>
      {(wiring) => <input type="text" name={name} autoComplete="off" className={`h-11 ${BOX}`} {...rest} {...wiring} />}
    </Field>
  );
}
