import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { classNames } from './class-names.ts';
import { Skeleton } from './skeleton.tsx';

const SURFACE = 'rounded-2xl border border-line bg-surface shadow-card';

/** Entries below each other on one card. */
export function List({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <ul aria-label={label} className={`divide-y divide-line ${SURFACE}`}>
      {children}
    </ul>
  );
}

export interface ListItemProps {
  /** What names the entry. */
  readonly title: string;
  /** Opens it; the title is then a button, and the whole entry its surface. */
  readonly onOpen?: () => void;
  readonly children?: ReactNode;
  /** Small print below. */
  readonly detail?: ReactNode;
  /** Buttons at the right; on a narrow screen those with words stand below the text. */
  readonly actions?: ReactNode;
}

/** One entry. When it goes away with the focus in it, as after deleting, the heading of the page gets the focus. */
export function ListItem({ title, onOpen, children, detail, actions }: ListItemProps) {
  const item = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    const element = item.current;
    return () => {
      if (element?.contains(document.activeElement)) document.querySelector<HTMLElement>('main h1')?.focus();
    };
  }, []);
  return (
    <li
      ref={item}
      className="relative flex items-start gap-2 px-5 py-4 first:rounded-t-2xl last:rounded-b-2xl has-[[data-open]:hover]:bg-sunken/60 max-sm:has-[[data-actions]>:not([data-icon])]:flex-col max-sm:has-[[data-actions]>:not([data-icon])]:items-stretch sm:px-6"
    >
      <div className="min-w-0 grow py-1.5 sm:self-center">
        <h2 className="font-semibold wrap-anywhere">
          {onOpen === undefined ? (
            title
          ) : (
            <button
              type="button"
              data-open
              onClick={onOpen}
              className="cursor-pointer text-left wrap-anywhere after:absolute after:inset-0 after:rounded-[inherit]"
            >
              {title}
            </button>
          )}
        </h2>
        {children !== undefined && children !== '' && (
          <div
            className={classNames(
              'mt-1 text-[15px] wrap-anywhere whitespace-pre-line text-ink-soft',
              // What nothing opens is read here or nowhere.
              onOpen !== undefined && 'line-clamp-4 sm:line-clamp-2',
            )}
          >
            {children}
          </div>
        )}
        {detail !== undefined && <p className="mt-1.5 text-sm text-ink-soft">{detail}</p>}
      </div>
      {actions !== undefined && (
        // An icon has air around it, which belongs to the margin; a button with words ends where the text does.
        <div
          data-actions
          className="relative flex shrink-0 flex-wrap has-[>:not([data-icon])]:gap-2 has-[>[data-icon]:last-child]:-mr-2 sm:has-[>:not([data-icon])]:self-center sm:has-[>[data-icon]:last-child]:-mr-3"
        >
          {actions}
        </div>
      )}
    </li>
  );
}

/** The shape of a list that is on its way. */
export function ListSkeleton({ rows = 4 }: { readonly rows?: number }) {
  return (
    <div className={`divide-y divide-line ${SURFACE}`}>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className="px-5 py-[1.375rem] sm:px-6">
          <Skeleton className="h-5 w-2/5" />
          <Skeleton className="mt-3 h-4 w-4/5" />
          <Skeleton className="mt-3 h-3.5 w-24" />
        </div>
      ))}
    </div>
  );
}
