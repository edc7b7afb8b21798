import type { ReactNode } from 'react';

export interface EmptyStateProps {
  readonly mark?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Nothing is here, and why. */
export function EmptyState({ mark, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-2xl border border-dashed border-line-strong/50 px-6 py-16 text-center text-balance wrap-anywhere">
      {mark !== undefined && (
        <div className="mb-2 grid size-12 place-items-center rounded-xl bg-sunken text-ink-soft">{mark}</div>
      )}
      <h2 className="text-lg font-semibold">{title}</h2>
      {children !== undefined && <p className="max-w-md text-ink-soft">{children}</p>}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}
