import type { ComponentType, ReactNode } from 'react';

export interface BrandProps {
  readonly name: string;
  readonly href?: string;
  /** A router's link, so that the way home loads nothing anew; default a plain one. */
  readonly as?: ComponentType<{ to: string; className: string; children: ReactNode }>;
  /** Stands for the app, 32 pixels square. */
  readonly mark: ReactNode;
}

/** Mark and name of an app at the left of its header. */
export function Brand({ name, href = '/', as: Link, mark }: BrandProps) {
  const className = '-mx-2 flex min-w-0 items-center gap-3 rounded-lg px-2 py-1.5';
  const content = (
    <>
      {mark}
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
