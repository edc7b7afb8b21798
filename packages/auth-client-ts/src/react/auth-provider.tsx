import { type ReactNode, useState } from 'react';
import { AuthContext } from './auth-context.ts';
import { openSession } from './session.ts';
import { StatusScreen } from './status-screen.tsx';
import { type UseAuth, useAuth } from './use-auth.ts';

export interface AuthProviderProps {
  readonly children: ReactNode;
  /**
   * True: whoever is not signed in is taken to the sign-in. False, or where the manifest says `auth.required: false`:
   * the app is shown to everybody and asks `useAuth()`.
   */
  readonly autoSignIn?: boolean;
  /** Default `/app-config.json`. */
  readonly configUrl?: string;
  /** What to show instead of the app while nobody is signed in. */
  readonly renderStatus?: (auth: UseAuth) => ReactNode;
}

/** Signs people in around an app. One, at the root. */
export function AuthProvider({
  children,
  autoSignIn = true,
  configUrl = '/app-config.json',
  renderStatus,
}: AuthProviderProps) {
  const [session] = useState(() => openSession(configUrl, autoSignIn));
  return (
    <AuthContext value={session}>
      <Gate autoSignIn={autoSignIn} renderStatus={renderStatus}>
        {children}
      </Gate>
    </AuthContext>
  );
}

interface GateProps extends Pick<AuthProviderProps, 'children'> {
  readonly autoSignIn: boolean;
  readonly renderStatus: AuthProviderProps['renderStatus'];
}

function Gate({ children, autoSignIn, renderStatus }: GateProps): ReactNode {
  const auth = useAuth();
  const isOpen = !autoSignIn || auth.config?.authRequired === false;
  const { status } = auth.state;
  if (status === 'signed-in' || (status === 'signed-out' && isOpen)) return children;
  return renderStatus === undefined ? <StatusScreen auth={auth} /> : renderStatus(auth);
}
