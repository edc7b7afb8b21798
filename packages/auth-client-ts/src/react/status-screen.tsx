import type { ReactNode } from 'react';
import type { UseAuth } from './use-auth.ts';

/** What stands in place of the app while nobody is signed in. Looks are `@scalr/ui/styles.css`'s. */
export function StatusScreen({ auth }: { readonly auth: UseAuth }): ReactNode {
  const { state, config } = auth;
  const app = config?.name ?? 'this app';
  switch (state.status) {
    case 'loading':
    case 'leaving':
    case 'signed-in':
      return (
        <main className="scalr-status" aria-busy="true">
          <div className="scalr-status-spinner" aria-hidden="true" />
          <p role="status">{state.status === 'leaving' ? 'Taking you to the sign-in…' : 'One moment…'}</p>
        </main>
      );
    case 'signed-out':
      return (
        <main className="scalr-status">
          <h1>{state.by === 'person' ? 'You are signed out' : 'Please sign in'}</h1>
          <p>Sign in to open {app}.</p>
          <button type="button" onClick={() => void auth.signIn()}>
            Sign in
          </button>
        </main>
      );
    case 'error':
      return (
        <main className="scalr-status" role="alert">
          <h1>That did not work</h1>
          <p>{state.error.message}</p>
          <p className="scalr-status-fix">What helps: {state.error.fix}.</p>
          <button type="button" onClick={auth.retry}>
            Try again
          </button>
          <p className="scalr-status-code">{state.error.code}</p>
        </main>
      );
  }
}
