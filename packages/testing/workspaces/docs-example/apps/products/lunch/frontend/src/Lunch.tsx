import { useAuthFetch, useUser } from '@scalr/auth-client/react';
import { useEffect, useState } from 'react';

type Answer = { readonly dish: string } | { readonly problem: string } | null;

export function Lunch() {
  const user = useUser();
  const authFetch = useAuthFetch();
  const [answer, setAnswer] = useState<Answer>(null);

  useEffect(() => {
    const leaving = new AbortController();
    authFetch('/api/lunch', { signal: leaving.signal })
      .then(async (response) => {
        const body = await response.json();
        setAnswer(response.ok ? { dish: body.dish } : { problem: body.detail });
      })
      .catch(() => {
        if (!leaving.signal.aborted) setAnswer({ problem: 'The kitchen cannot be reached right now.' });
      });
    return () => leaving.abort();
  }, [authFetch]);

  return (
    <>
      <h1>Hello, {user.name}</h1>
      {answer === null && <p role="status">One moment…</p>}
      {answer !== null && 'dish' in answer && <p>Today there is {answer.dish}.</p>}
      {answer !== null && 'problem' in answer && <p role="alert">{answer.problem}</p>}
    </>
  );
}
