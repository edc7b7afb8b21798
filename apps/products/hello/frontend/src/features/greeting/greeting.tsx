import { AppMark } from '@scalr/app-client';
import { Alert, Button, Card, Skeleton } from '@scalr/ui';
import { type GreetingData, useGreeting } from './use-greeting.ts';

/** Says hello, as loading, failed or ready. */
export function Greeting() {
  const { state, retry } = useGreeting();
  switch (state.status) {
    case 'loading':
      return <GreetingSkeleton />;
    case 'failed':
      return (
        <>
          <h1 className="sr-only">Hello</h1>
          <Alert
            tone="danger"
            title="No greeting this time"
            action={
              <Button look="secondary" onClick={retry}>
                Try again
              </Button>
            }
          >
            {state.message}
          </Alert>
        </>
      );
    case 'ready':
      return <GreetingCard greeting={state.greeting} />;
  }
}

function GreetingCard({ greeting: { text, visits, since } }: { readonly greeting: GreetingData }) {
  return (
    <Card className="mx-auto max-w-2xl px-6 py-12 text-center sm:px-12 sm:py-20">
      <div className="mb-8 flex justify-center">
        <AppMark size={64} />
      </div>
      <h1 className="text-4xl font-bold tracking-tight text-balance break-words sm:text-5xl">{text}</h1>
      <p className="mt-4 text-lg text-ink-soft">
        {visits <= 1
          ? 'Nice to meet you. This is your first visit.'
          : `Good to see you again. This is visit ${visits}.`}
      </p>
      {since !== null && visits > 1 && (
        <p className="mt-1 text-ink-soft">
          You first came by on{' '}
          <time dateTime={since}>{new Date(since).toLocaleDateString(undefined, { dateStyle: 'long' })}</time>.
        </p>
      )}
    </Card>
  );
}

function GreetingSkeleton() {
  return (
    <Card className="mx-auto max-w-2xl px-6 py-12 sm:px-12 sm:py-20">
      <h1 className="sr-only">Hello</h1>
      <p role="status" className="sr-only">
        Loading your greeting
      </p>
      <Skeleton className="mx-auto mb-8 size-16 rounded-2xl" />
      <Skeleton className="mx-auto h-12 w-3/4" />
      <Skeleton className="mx-auto mt-6 h-6 w-1/2" />
    </Card>
  );
}
