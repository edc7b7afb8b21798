import type { ReactNode, Ref } from 'react';

export interface PageHeadingProps {
  readonly title: string;
  /** One sentence below it. */
  readonly description?: ReactNode;
  /** At the right: what one does on this page. */
  readonly actions?: ReactNode;
  readonly ref?: Ref<HTMLHeadingElement>;
}

/** The first heading of a page. It can be focused by code, not by Tab. */
export function PageHeading({ title, description, actions, ref }: PageHeadingProps) {
  return (
    <div className="mb-8 flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
      <div className="min-w-0">
        <h1
          ref={ref}
          tabIndex={-1}
          className="text-3xl font-bold tracking-tight text-balance wrap-anywhere outline-none sm:text-4xl"
        >
          {title}
        </h1>
        {description !== undefined && <p className="mt-2 text-lg text-ink-soft">{description}</p>}
      </div>
      {actions}
    </div>
  );
}
