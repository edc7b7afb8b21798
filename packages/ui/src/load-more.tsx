import { useEffect, useRef } from 'react';
import { Button } from './button.tsx';

export interface LoadMoreProps {
  readonly hasMore: boolean;
  readonly isBusy: boolean;
  readonly onMore: () => void;
}

/** The way to the next entries of a long list. After the last ones it says so, and keeps the focus where it was. */
export function LoadMore({ hasMore, isBusy, onMore }: LoadMoreProps) {
  const end = useRef<HTMLParagraphElement>(null);
  const wasUsed = useRef(false);
  useEffect(() => {
    if (!hasMore && wasUsed.current) end.current?.focus();
  }, [hasMore]);
  if (!hasMore) {
    return wasUsed.current ? (
      <p ref={end} tabIndex={-1} className="mt-6 text-center text-sm text-ink-soft outline-none">
        That is everything.
      </p>
    ) : null;
  }
  return (
    <div className="mt-6 text-center">
      <Button
        look="secondary"
        isBusy={isBusy}
        onClick={() => {
          wasUsed.current = true;
          onMore();
        }}
      >
        {isBusy ? 'Loading more' : 'Load more'}
      </Button>
    </div>
  );
}
