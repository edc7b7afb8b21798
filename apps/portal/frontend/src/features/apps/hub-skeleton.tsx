import { Skeleton } from '@scalr/ui';

/** The shape of what is about to come. */
export function HubSkeleton() {
  return (
    <>
      <p role="status" className="sr-only">
        Loading your apps
      </p>
      <Skeleton className="mt-3 h-6 w-44" />
      <Skeleton className="mt-10 h-5 w-28" />
      <div className="mt-4 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {['a', 'b', 'c'].map((key) => (
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
