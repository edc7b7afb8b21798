import type { ComponentProps } from 'react';
import { useFieldError } from './form.tsx';

export interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'className'> {
  readonly label: string;
}

/** Yes or no. In the data of a form: `data.has(name)`. */
export function Checkbox({ label, ...rest }: CheckboxProps) {
  const error = useFieldError(rest.name);
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3 text-[15px]">
      <input type="checkbox" className="size-5 accent-accent-strong" aria-invalid={error !== undefined} {...rest} />
      <span>
        <span className="font-medium">{label}</span>
        {error !== undefined && <span className="block text-sm font-medium text-danger">{error}</span>}
      </span>
    </label>
  );
}
