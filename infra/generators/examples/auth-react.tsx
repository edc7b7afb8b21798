import {
  AuthProvider,
  INITIAL_STATE,
  reduceAuth,
  StatusScreen,
  type UseAuth,
  useAuth,
  useAuthFetch,
  useUser,
} from '@scalr/auth-client/react';
import { Button } from '@scalr/ui';
import { useEffect, useState } from 'react';

// Example: AuthProvider, useUser
export const Root = () => (
  <AuthProvider>
    <Hello />
  </AuthProvider>
);

function Hello() {
  const { name, username } = useUser();
  return <h1>Hello, {name ?? username}</h1>;
}

// Example: useAuth
export function SignInOrOut() {
  const { user, signIn, signOut } = useAuth();
  if (user === null) return <Button onClick={() => void signIn({ returnTo: '/notes' })}>Sign in</Button>;
  return <Button onClick={() => void signOut()}>Sign out</Button>;
}

// Example: useAuthFetch
export function Visits() {
  const authFetch = useAuthFetch();
  const [visits, setVisits] = useState<number | null>(null);
  useEffect(() => {
    const end = new AbortController();
    authFetch('/api/greeting', { signal: end.signal })
      .then((answer) => answer.json())
      .then(({ visits }: { visits: number }) => setVisits(visits))
      .catch(() => {});
    return () => end.abort();
  }, [authFetch]);
  return <p>{visits}</p>;
}

// Example: StatusScreen
export function Waiting(auth: UseAuth) {
  return auth.state.status === 'error' ? <StatusScreen {...auth} /> : <p role="status">One moment…</p>;
}

// Example: reduceAuth
export const leaving = reduceAuth(INITIAL_STATE, { type: 'leaving' }); // { status: 'leaving' }
