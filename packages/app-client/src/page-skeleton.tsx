import { Skeleton } from '@scalr/ui';

/** The shape of a page whose code is on its way. */
export function PageSkeleton() {
  return (
    <>
      <p role="status" className="sr-only">
        Loading the page
      </p>
      <Skeleton className="h-10 w-56 max-w-full" />
      <Skeleton className="mt-10 h-64 w-full rounded-2xl" />
    </>
  );
}
