import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';

interface Message {
  readonly id: number;
  readonly text: string;
}

const SECONDS = 5;
const ToastContext = createContext<((text: string) => void) | null>(null);

/** Holds the place where short messages appear. One, around the app. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [message, setMessage] = useState<Message | null>(null);
  const say = useCallback((text: string) => setMessage((last) => ({ id: (last?.id ?? 0) + 1, text })), []);
  useEffect(() => {
    if (message === null) return;
    const timer = setTimeout(() => setMessage(null), SECONDS * 1_000);
    return () => clearTimeout(timer);
  }, [message]);
  return (
    <ToastContext value={say}>
      {children}
      {/* Always there: screen readers only read what appears in a region that they know. */}
      <div role="status" className="pointer-events-none fixed inset-x-0 bottom-6 z-30 flex justify-center px-4">
        {message !== null && (
          <p
            key={message.id}
            className="animate-rise rounded-xl bg-ink px-5 py-3 text-[15px] font-medium text-canvas shadow-lifted"
          >
            {message.text}
          </p>
        )}
      </div>
    </ToastContext>
  );
}

/** `const say = useToast(); say('Note saved')`: seen for five seconds, and read out when there is time. */
export function useToast(): (text: string) => void {
  const say = useContext(ToastContext);
  if (say === null) throw new Error('There is no <ToastProvider> around this.');
  return say;
}
