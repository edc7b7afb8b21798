import type { ReactNode } from 'react';

/** One short word beside a name. */
export function Badge({ children }: { readonly children: ReactNode }) {
  return (
    <span className="inline-flex shrink-0 items-center rounded-full bg-accent-soft px-2 py-0.5 text-xs font-semibold text-accent">
      {children}
    </span>
  );
}
