import { Page } from '@scalr/app-client';

export const nav = { label: 'Broken' };

export default function BrokenPage() {
  if (!('isMended' in window)) throw new Error('a secret of the code');
  return <Page title="Mended" />;
}
