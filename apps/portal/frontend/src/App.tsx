import { useAuth, useUser } from '@scalr/auth-client/react';
import { AppShell, Brand, LineIcon, PersonMenu } from '@scalr/ui';
import { AppHub } from './features/apps/app-hub.tsx';

const GRID = [
  ['rect', { width: '7', height: '7', x: '3', y: '3', rx: '1' }],
  ['rect', { width: '7', height: '7', x: '14', y: '3', rx: '1' }],
  ['rect', { width: '7', height: '7', x: '14', y: '14', rx: '1' }],
  ['rect', { width: '7', height: '7', x: '3', y: '14', rx: '1' }],
] as const;

export function App() {
  const user = useUser();
  const { config, signOut } = useAuth();
  const name = user.name ?? user.username ?? 'You';
  return (
    <AppShell
      brand={<Brand name="SCALR" mark={<LineIcon shapes={GRID} size={18} />} />}
      actions={
        <PersonMenu
          name={name}
          detail={user.email}
          items={[
            ...(config === null
              ? []
              : [{ label: 'Your account', href: `${config.issuer.replace(/\/$/, '')}/account` }]),
            { label: 'Sign out', onSelect: () => void signOut() },
          ]}
        />
      }
    >
      <AppHub firstName={name.split(/\s/)[0] ?? name} />
    </AppShell>
  );
}
