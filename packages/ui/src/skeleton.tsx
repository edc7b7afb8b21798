import { classNames } from './class-names.ts';

/** The place of something that is on its way; give it a size. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden="true" className={classNames('animate-pulse-soft rounded-lg bg-sunken', className)} />;
}
