import type { ComponentProps } from 'react';
import { BOX, Field, type FieldProps } from './field.tsx';

export type TextAreaProps = FieldProps & Omit<ComponentProps<'textarea'>, 'id' | 'className'>;

/** Several lines of text. */
export function TextArea({ label, hint, name, rows = 6, ...rest }: TextAreaProps) {
  return (
    <Field label={label} name={name} {...(hint === undefined ? {} : { hint })}>
      {(wiring) => <textarea name={name} rows={rows} className={`block py-2.5 ${BOX}`} {...rest} {...wiring} />}
    </Field>
  );
}
