import type { ComponentProps } from 'react';
import { useFieldError } from './form.tsx';

// Drawn here: what a browser draws is a grey block on a dark page. Where colours are forced, the browser knows better.
const BOX =
  "grid size-5 shrink-0 cursor-pointer appearance-none place-content-center rounded-md border-2 border-line-strong bg-surface transition before:size-3 before:scale-0 before:bg-on-accent before:transition before:content-[''] before:[clip-path:polygon(14%_44%,0_65%,50%_100%,100%_16%,80%_0%,43%_62%)] checked:border-accent-strong checked:bg-accent-strong checked:before:scale-100 disabled:opacity-55 aria-invalid:border-danger forced-colors:appearance-auto";

export interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'className'> {
  readonly label: string;
}

/** Yes or no. In the data of a form: `data.has(name)`. */
export function Checkbox({ label, ...rest }: CheckboxProps) {
  const error = useFieldError(rest.name);
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3 text-[15px]">
      <input type="checkbox" className={BOX} aria-invalid={error !== undefined} {...rest} />
      <span>
        <span className="font-medium">{label}</span>
        {error !== undefined && <span className="block text-sm font-medium text-danger">{error}</span>}
      </span>
    </label>
  );
}
