import { useAuth, useUser } from '@scalr/auth-client/react';
import { AppShell, Brand, LineIcon, PersonMenu } from '@scalr/ui';
import { Greeting } from './features/greeting/greeting.tsx';
import { HAND } from './hand.ts';

export function App() {
  const user = useUser();
  const { config, signOut } = useAuth();
  return (
    <AppShell
      brand={<Brand name="Hello" color="#0f766e" mark={<LineIcon shapes={HAND} size={18} />} />}
      actions={
        <PersonMenu
          name={user.name ?? user.username ?? 'You'}
          detail={user.email}
          items={[
            ...(config === null ? [] : [{ label: 'All apps', href: config.portalUrl }]),
            { label: 'Sign out', onSelect: () => void signOut() },
          ]}
        />
      }
    >
      <Greeting />
    </AppShell>
  );
}
