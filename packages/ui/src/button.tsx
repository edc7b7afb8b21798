import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

const LOOKS = {
  primary: 'bg-accent-strong text-on-accent hover:brightness-110',
  secondary: 'border border-line-strong/50 bg-surface text-ink hover:bg-sunken',
  quiet: 'text-accent hover:bg-accent-soft',
  danger: 'bg-danger-strong text-on-accent hover:brightness-110',
} as const;

export interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof LOOKS;
  /** What it does is under way: it keeps the focus and does nothing more. */
  readonly isBusy?: boolean;
}

/** At least 44 pixels high, never a submit button by accident. */
export function Button({
  look = 'primary',
  type = 'button',
  isBusy = false,
  className,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      aria-disabled={isBusy || undefined}
      className={classNames(
        'inline-flex min-h-11 cursor-pointer items-center justify-center gap-2 rounded-[10px] px-5 text-[15px] font-semibold transition disabled:cursor-default disabled:opacity-55 aria-disabled:cursor-progress aria-disabled:opacity-55',
        LOOKS[look],
        className,
      )}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
      {...rest}
    />
  );
}
