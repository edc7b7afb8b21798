import { Page } from '@scalr/app-client';

export const nav = { label: 'Notes', order: 10 };

export default function NotesPage() {
  return <Page title="Notes" description="Only you can see them." />;
}
