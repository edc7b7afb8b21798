import { useAuth } from '@scalr/auth-client/react';
import { Lunch } from './Lunch.tsx';

export function App() {
  const { user, signIn, signOut } = useAuth();
  if (user === null) {
    return (
      <main>
        <h1>Lunch</h1>
        <button type="button" onClick={() => void signIn()}>
          Sign in to see what there is
        </button>
      </main>
    );
  }
  return (
    <main>
      <Lunch />
      <button type="button" onClick={() => void signOut()}>
        Sign out
      </button>
    </main>
  );
}
