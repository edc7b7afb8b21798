import { Alert, Button } from '@scalr/ui';
import type { ReactNode } from 'react';
import { messageOf } from './problem.ts';

/** Of a query of TanStack Query, what is asked here. */
interface LoadingQuery {
  readonly data: unknown;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

export interface LoadedProps {
  /** All of them are needed: `[notes, tags]`. */
  readonly queries: readonly LoadingQuery[];
  /** What they bring, to begin a sentence with: `Your notes`. */
  readonly what: string;
  /** The shape of it, while it is on its way. */
  readonly skeleton: ReactNode;
  /** Shown once everything is there. */
  readonly children: ReactNode;
}

/** One of: on its way, failed with another try, or there. What is there stays when a later look fails, and says so. */
export function Loaded({ queries, what, skeleton, children }: LoadedProps) {
  const failed = queries.filter(({ error }) => error !== null);
  const isThere = queries.every(({ data }) => data !== undefined);
  const retry = (
    <Button look="secondary" onClick={() => tryAgain(failed)}>
      Try again
    </Button>
  );
  if (!isThere && failed.length === 0) {
    return (
      <>
        <p role="status" className="sr-only">
          {what}: loading
        </p>
        {skeleton}
      </>
    );
  }
  return (
    <>
      {failed.length > 0 && (
        <div className="mb-5">
          <Alert
            tone={isThere ? 'warning' : 'danger'}
            title={isThere ? `${what} may have changed since` : `${what} could not be loaded`}
            action={retry}
          >
            {messageOf(failed[0]?.error)}
          </Alert>
        </div>
      )}
      {isThere && children}
    </>
  );
}

/** The button goes away with the error; the focus must not. */
function tryAgain(failed: readonly LoadingQuery[]): void {
  document.querySelector<HTMLElement>('main h1')?.focus();
  for (const { refetch } of failed) void refetch();
}
