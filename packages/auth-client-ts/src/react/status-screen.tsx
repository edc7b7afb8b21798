import type { ReactNode } from 'react';
import type { UseAuth } from './use-auth.ts';

/** What stands in place of the app while nobody is signed in. Looks are `@scalr/ui/styles.css`'s. */
export function StatusScreen({ state, config, signIn, retry }: UseAuth): ReactNode {
  if (state.status === 'error') {
    const { message, fix, code } = state.error;
    return (
      <Screen title="That did not work" button="Try again" onClick={retry}>
        <p role="alert">{message}</p>
        <p>What helps: {fix}.</p>
        <small>{code}</small>
      </Screen>
    );
  }
  if (state.status === 'signed-out') {
    return (
      <Screen
        title={state.by === 'person' ? 'You are signed out' : 'Please sign in'}
        button="Sign in"
        onClick={() => void signIn()}
      >
        <p>Sign in to open {config?.name}.</p>
      </Screen>
    );
  }
  return (
    <main className="scalr-status">
      <i />
      <p role="status">One moment…</p>
    </main>
  );
}

interface ScreenProps {
  readonly title: string;
  readonly button: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Screen({ title, button, onClick, children }: ScreenProps) {
  return (
    <main className="scalr-status">
      <h1>{title}</h1>
      {children}
      <button type="button" onClick={onClick}>
        {button}
      </button>
    </main>
  );
}
