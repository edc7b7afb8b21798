import { type ReactNode, useId } from 'react';
import { useFieldError } from './form.tsx';

export interface FieldProps {
  readonly label: string;
  /** What helps to fill it in. */
  readonly hint?: string;
}

interface Wiring {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

/** Label, hint and error of one input; hands the input what connects it to them. */
export function Field(props: FieldProps & { name: string | undefined; children: (wiring: Wiring) => ReactNode }) {
  const { label, hint, name, children } = props;
  const id = useId();
  const error = useFieldError(name);
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean);
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-[15px] font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-invalid': error !== undefined,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1.5 text-sm text-ink-soft">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="mt-1.5 text-sm font-medium text-danger">
          {error}
        </p>
      )}
    </div>
  );
}

/** How every box looks that one types into. */
export const BOX =
  'w-full rounded-xl border border-line-strong bg-surface px-3.5 text-[15px] placeholder:text-ink-soft aria-invalid:border-danger';
