import { Skeleton } from '@scalr/ui';

/** As many tiles beside each other as fit, from one on a phone to four. */
export const TILE_GRID = 'mt-4 grid grid-cols-[repeat(auto-fill,minmax(min(100%,18.5rem),1fr))] gap-4';

/** The shape of what is about to come. */
export function HubSkeleton() {
  return (
    <>
      <Skeleton className="-mt-5 h-6 w-44" />
      <Skeleton className="mt-10 h-5 w-28" />
      <div className={TILE_GRID}>
        {['a', 'b', 'c', 'd'].map((key) => (
          <div key={key} className="flex gap-4 rounded-2xl border border-line bg-surface p-5">
            <Skeleton className="size-12 shrink-0 rounded-xl" />
            <div className="grow">
              <Skeleton className="h-5 w-32" />
              <Skeleton className="mt-2.5 h-4 w-full" />
            </div>
          </div>
        ))}
      </div>
    </>
  );
}
