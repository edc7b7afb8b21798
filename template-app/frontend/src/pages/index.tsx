import { formProblem, Loaded, messageOf, Page, useSettled } from '@scalr/app-client';
import {
  Button,
  Checkbox,
  ConfirmDialog,
  EmptyState,
  FormDialog,
  Icon,
  IconButton,
  List,
  ListItem,
  ListSkeleton,
  LoadMore,
  SearchField,
  TextArea,
  TextField,
  Toolbar,
  useToast,
} from '@scalr/ui';
import { useState } from 'react';
import { type Note, useCreateNote, useDeleteNote, useListNotes, useListNotesInfinite, useUpdateNote } from '../api.ts';

export const nav = { label: 'Notes', order: 10 };

type Shown = { readonly dialog: 'create' } | { readonly dialog: 'edit' | 'delete'; readonly note: Note } | null;

export default function NotesPage() {
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState<Shown>(null);
  const say = useToast();
  const onClose = () => setShown(null);
  const dialog = {
    onClose,
    onDone: (what: string) => {
      onClose();
      say(what);
    },
  };
  const create = () => setShown({ dialog: 'create' });
  return (
    <Page
      title="Notes"
      description="Only you can see them."
      actions={
        <Button onClick={create}>
          <Icon name="plus" /> New note
        </Button>
      }
    >
      <Toolbar>
        <SearchField label="Search your notes" value={search} onChange={setSearch} />
      </Toolbar>
      <NoteList search={useSettled(search.trim())} onCreate={create} onShow={setShown} />
      {shown?.dialog === 'create' && <CreateDialog {...dialog} />}
      {shown?.dialog === 'edit' && <EditDialog note={shown.note} {...dialog} />}
      {shown?.dialog === 'delete' && <DeleteDialog note={shown.note} {...dialog} />}
    </Page>
  );
}

interface NoteListProps {
  readonly search: string;
  readonly onCreate: () => void;
  readonly onShow: (shown: Shown) => void;
}

function NoteList({ search, onCreate, onShow }: NoteListProps) {
  const q = search === '' ? undefined : search;
  const keep = { placeholderData: <T,>(before: T) => before };
  const pinned = useListNotes({ pinned: 'true', limit: 200, q }, keep);
  const all = useListNotesInfinite({ q }, keep);
  // Pinned ones come first and are among all of them, too; each is shown once.
  const notes = [
    ...new Map([...(pinned.data?.items ?? []), ...(all.data ?? [])].map((note) => [note.id, note])).values(),
  ];
  return (
    <Loaded queries={[pinned, all]} what="Your notes" skeleton={<ListSkeleton />}>
      <p role="status" className="sr-only">
        {q !== undefined && `${notes.length}${all.hasNextPage ? ' or more' : ''} found`}
      </p>
      {notes.length > 0 && (
        <List label="Your notes">
          {notes.map((note) => (
            <NoteItem key={note.id} note={note} onShow={onShow} />
          ))}
        </List>
      )}
      {notes.length === 0 && q === undefined && (
        <EmptyState
          mark={<Icon name="notebook-pen" />}
          title="No notes yet"
          action={<Button onClick={onCreate}>Write the first one</Button>}
        >
          What you write down here is yours alone.
        </EmptyState>
      )}
      {notes.length === 0 && q !== undefined && (
        <EmptyState mark={<Icon name="search" />} title="Nothing found">
          No note has “{q}” in it.
        </EmptyState>
      )}
      <LoadMore hasMore={all.hasNextPage} isBusy={all.isFetchingNextPage} onMore={() => void all.fetchNextPage()} />
    </Loaded>
  );
}

function NoteItem({ note, onShow }: { readonly note: Note; readonly onShow: (shown: Shown) => void }) {
  const say = useToast();
  const { mutate, isPending } = useUpdateNote({
    onSuccess: ({ pinned }) => say(pinned ? 'Note pinned' : 'Note unpinned'),
    onError: (error) => say(messageOf(error)),
  });
  return (
    <ListItem
      title={note.title}
      onOpen={() => onShow({ dialog: 'edit', note })}
      detail={<time dateTime={note.updatedAt}>{day.format(new Date(note.updatedAt))}</time>}
      actions={
        <>
          <IconButton
            icon="pin"
            label={`Pin ${note.title}`}
            aria-pressed={note.pinned}
            onClick={() => !isPending && mutate({ id: note.id, data: { pinned: !note.pinned } })}
          />
          <IconButton icon="trash" label={`Delete ${note.title}`} onClick={() => onShow({ dialog: 'delete', note })} />
        </>
      }
    >
      {note.body}
    </ListItem>
  );
}

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

interface DialogProps {
  readonly onClose: () => void;
  /** Closes as well, and says what was done. */
  readonly onDone: (what: string) => void;
}

function CreateDialog({ onClose, onDone }: DialogProps) {
  const { mutate, isPending, error } = useCreateNote();
  return (
    <FormDialog
      title="New note"
      submit="Create note"
      isBusy={isPending}
      problem={formProblem(error)}
      onSubmit={(data) => mutate({ data: readNote(data) }, { onSuccess: () => onDone('Note created') })}
      onClose={onClose}
    >
      <NoteFields />
    </FormDialog>
  );
}

interface NoteDialogProps extends DialogProps {
  readonly note: Note;
}

function EditDialog({ note, onClose, onDone }: NoteDialogProps) {
  const { mutate, isPending, error } = useUpdateNote();
  return (
    <FormDialog
      title="Edit note"
      submit="Save note"
      isBusy={isPending}
      problem={formProblem(error)}
      onSubmit={(data) => mutate({ id: note.id, data: readNote(data) }, { onSuccess: () => onDone('Note saved') })}
      onClose={onClose}
    >
      <NoteFields note={note} />
    </FormDialog>
  );
}

function NoteFields({ note }: { readonly note?: Note }) {
  return (
    <>
      <TextField name="title" label="Title" defaultValue={note?.title} required maxLength={200} />
      <TextArea name="body" label="Text" defaultValue={note?.body} maxLength={10_000} />
      <Checkbox name="pinned" label="Keep at the top" defaultChecked={note?.pinned} />
    </>
  );
}

/** A form is text; the API wants it as it is declared. */
function readNote(data: FormData) {
  return { title: String(data.get('title')).trim(), body: String(data.get('body')), pinned: data.has('pinned') };
}

function DeleteDialog({ note, onClose, onDone }: NoteDialogProps) {
  const { mutate, isPending, error } = useDeleteNote();
  return (
    <ConfirmDialog
      title="Delete this note?"
      confirm="Delete note"
      isBusy={isPending}
      error={error && messageOf(error)}
      onConfirm={() => mutate({ id: note.id }, { onSuccess: () => onDone('Note deleted') })}
      onClose={onClose}
    >
      “{note.title}” will be gone for good.
    </ConfirmDialog>
  );
}
