import type { ReactNode } from 'react';

export interface BrandProps {
  readonly name: string;
  readonly href?: string;
  /** #rrggbb; default the accent. */
  readonly color?: string;
  /** A line drawing on the coloured field. */
  readonly mark: ReactNode;
}

/** Mark and name of an app at the left of its header. */
export function Brand({ name, href = '/', color, mark }: BrandProps) {
  return (
    <a href={href} className="-mx-2 flex min-w-0 items-center gap-3 rounded-lg px-2 py-1.5">
      <span
        className="grid size-8 shrink-0 place-items-center rounded-lg bg-accent-strong text-on-accent"
        style={color === undefined ? undefined : { background: color }}
      >
        {mark}
      </span>
      <span className="truncate text-[17px] font-semibold tracking-tight">{name}</span>
    </a>
  );
}
