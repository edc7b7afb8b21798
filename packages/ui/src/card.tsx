import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

/** A quiet raised surface. */
export function Card({ className, ...rest }: ComponentProps<'div'>) {
  return (
    <div className={classNames('rounded-2xl border border-line bg-surface p-6 shadow-card', className)} {...rest} />
  );
}
