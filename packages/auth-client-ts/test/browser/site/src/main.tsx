import { AuthProvider, useAuth, useAuthFetch } from '@scalr/auth-client/react';
import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';

declare global {
  interface Window {
    authFetch: typeof fetch;
    signIn: (returnTo: string) => Promise<void>;
  }
}

function Page() {
  const { user, signIn, signOut } = useAuth();
  const authFetch = useAuthFetch();
  useEffect(() => {
    window.authFetch = authFetch;
    window.signIn = (returnTo) => signIn({ returnTo });
  }, [authFetch, signIn]);
  return (
    <main>
      <h1>{user === null ? 'Hello, stranger' : `Hello, ${user.name}`}</h1>
      <button type="button" onClick={() => void (user === null ? signIn() : signOut())}>
        {user === null ? 'Sign in' : 'Sign out'}
      </button>
    </main>
  );
}

// Kept over the sign-in, which leaves the page.
if (location.search === '?auto=off') sessionStorage.setItem('by-wish', '1');
const isByWish = sessionStorage.getItem('by-wish') !== null;

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <AuthProvider autoSignIn={!isByWish}>
      <Page />
    </AuthProvider>
  </StrictMode>,
);
