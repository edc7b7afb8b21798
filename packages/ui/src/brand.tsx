import type { ComponentType, ReactNode } from 'react';

export interface BrandProps {
  readonly name: string;
  readonly href?: string;
  /** A router's link, so that the way home loads nothing anew; default a plain one. */
  readonly as?: ComponentType<{ to: string; className: string; children: ReactNode }>;
  /** #rrggbb; default the accent. */
  readonly color?: string;
  /** A line drawing on the coloured field. */
  readonly mark: ReactNode;
}

/** Mark and name of an app at the left of its header. */
export function Brand({ name, href = '/', as: Link, color, mark }: BrandProps) {
  const className = '-mx-2 flex min-w-0 items-center gap-3 rounded-lg px-2 py-1.5';
  const content = (
    <>
      <span
        className="grid size-8 shrink-0 place-items-center rounded-lg bg-accent-strong text-on-accent"
        style={color === undefined ? undefined : { background: color }}
      >
        {mark}
      </span>
      <span className="truncate text-[17px] font-semibold tracking-tight">{name}</span>
    </>
  );
  if (Link === undefined) {
    return (
      <a href={href} className={className}>
        {content}
      </a>
    );
  }
  return (
    <Link to={href} className={className}>
      {content}
    </Link>
  );
}
