import type { ReactNode } from 'react';

/** What one searches and filters a list with, above it. */
export function Toolbar({ children }: { readonly children: ReactNode }) {
  return <div className="mb-5 flex flex-wrap items-center gap-3 *:grow sm:*:max-w-sm">{children}</div>;
}
