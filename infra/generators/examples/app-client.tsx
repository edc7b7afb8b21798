import { ApiError, useCreateNote, useListNotes } from '@scalr/api-types/template-app';
import { AppMark, AppPages, formProblem, Loaded, messageOf, Page, startApp, useSettled } from '@scalr/app-client';
import { Button, FormDialog, List, ListItem, ListSkeleton, SearchField, TextField, useToast } from '@scalr/ui';
import { useState } from 'react';

// Example: startApp, AppPages
export const App = () => <AppPages pages={import.meta.glob('./pages/**/*.tsx')} />;

export function main(): void {
  startApp(App);
}

// Example: Page, Loaded
export default function NotesPage() {
  const notes = useListNotes();
  return (
    <Page title="Notes" actions={<Button>New note</Button>}>
      <Loaded queries={[notes]} what="Your notes" skeleton={<ListSkeleton />}>
        <List label="Your notes">
          {notes.data?.items.map(({ id, title }) => (
            <ListItem key={id} title={title} />
          ))}
        </List>
      </Loaded>
    </Page>
  );
}

// Example: formProblem, messageOf
export function NewNote({ onClose }: { readonly onClose: () => void }) {
  const say = useToast();
  const create = useCreateNote({ onSuccess: onClose, onError: (error) => say(messageOf(error)) });
  return (
    <FormDialog
      title="New note"
      submit="Create note"
      isBusy={create.isPending}
      problem={formProblem(create.error)}
      onSubmit={(data) => create.mutate({ data: { title: String(data.get('title')) } })}
      onClose={onClose}
    >
      <TextField name="title" label="Title" required maxLength={200} />
    </FormDialog>
  );
}

// Example: useSettled
export function SearchedNotes() {
  const [search, setSearch] = useState('');
  const notes = useListNotes({ q: useSettled(search) || undefined });
  return (
    <>
      <SearchField label="Search your notes" value={search} onChange={setSearch} />
      <p role="status">{notes.data?.items.length ?? 0} found</p>
    </>
  );
}

// Example: AppMark
export const LargeMark = () => <AppMark size={64} />;

// Example: ApiError
export function isTitleTaken(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'ALREADY_EXISTS' && error.fieldError('title') !== undefined;
}
