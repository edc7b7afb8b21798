import { Page } from '@scalr/app-client';

export const nav = { label: 'Home', order: 1 };

export default function HomePage() {
  return <Page title="Home" description="The first page." />;
}
