import { useAuth } from '@scalr/auth-client/react';
import { Button, PersonMenu } from '@scalr/ui';

/** Who is signed in, with the way to all apps and out. Where anybody may look: the way in. */
export function SignedInMenu() {
  const { user, config, signIn, signOut } = useAuth();
  if (user === null) {
    return (
      <Button look="secondary" onClick={() => void signIn()}>
        Sign in
      </Button>
    );
  }
  const portal = config !== null && new URL(config.portalUrl).origin !== location.origin ? config.portalUrl : null;
  const account = config?.provider === 'embedded' ? `${config.issuer.replace(/\/$/, '')}/account` : null;
  return (
    <PersonMenu
      name={user.name ?? user.username ?? 'You'}
      detail={user.email}
      items={[
        ...(portal === null ? [] : [{ label: 'All apps', href: portal }]),
        ...(account === null ? [] : [{ label: 'Your account', href: account }]),
        { label: 'Sign out', onSelect: () => void signOut() },
      ]}
    />
  );
}
