import { useUser } from '@scalr/auth-client/react';
import { AppHub } from '../features/apps/app-hub.tsx';

export default function HubPage() {
  const user = useUser();
  const name = user.name ?? user.username ?? 'You';
  return <AppHub firstName={name.split(/\s/)[0] ?? name} />;
}
