import {
  Alert,
  AppShell,
  Avatar,
  Badge,
  Brand,
  Button,
  Card,
  Checkbox,
  ConfirmDialog,
  classNames,
  Dialog,
  DialogButtons,
  EmptyState,
  Form,
  FormDialog,
  ICON_NAMES,
  Icon,
  IconButton,
  initials,
  LineIcon,
  List,
  ListItem,
  ListSkeleton,
  LoadMore,
  Menu,
  PageHeading,
  PersonMenu,
  SearchField,
  SelectField,
  Skeleton,
  Spinner,
  TextArea,
  TextField,
  ToastProvider,
  Toolbar,
  useToast,
} from '@scalr/ui';
import { useState } from 'react';

const nothing = () => {};

// Example: Alert
export const AlertExample = () => (
  <Alert tone="danger" title="Your notes could not be loaded" action={<Button look="secondary">Try again</Button>}>
    The app cannot be reached right now.
  </Alert>
);

// Example: AppShell
export const AppShellExample = () => (
  <AppShell
    brand={<Brand name="Notes" mark={<Icon name="notebook-pen" />} />}
    actions={<Button look="quiet">Help</Button>}
  >
    <PageHeading title="Notes" />
  </AppShell>
);

// Example: Avatar
export const AvatarExample = () => (
  <p className="flex items-center gap-2">
    <Avatar name="Ada Lovelace" /> Ada Lovelace
  </p>
);

// Example: initials
export const initialsOfAda = initials('Ada Lovelace'); // 'AL'

// Example: Badge
export const BadgeExample = () => <Badge>New</Badge>;

// Example: Brand
export const BrandExample = () => <Brand name="Notes" href="/" mark={<Icon name="notebook-pen" />} />;

// Example: Button
export const ButtonExample = () => (
  <>
    <Button onClick={nothing}>
      <Icon name="plus" /> New note
    </Button>
    <Button look="danger" isBusy>
      Delete note
    </Button>
  </>
);

// Example: Card
export const CardExample = () => <Card className="p-6">Three people are on holiday this week.</Card>;

// Example: Checkbox
export const CheckboxExample = () => <Checkbox name="pinned" label="Keep it at the top" defaultChecked />;

// Example: classNames
export const openOrNot = (isOpen: boolean) => classNames('rounded-lg', isOpen && 'bg-accent-soft');

// Example: ConfirmDialog
export const ConfirmDialogExample = () => (
  <ConfirmDialog title="Delete this note?" confirm="Delete note" onConfirm={nothing} onClose={nothing}>
    “Shopping list” will be gone for good.
  </ConfirmDialog>
);

// Example: Dialog, DialogButtons
export const DialogExample = () => (
  <Dialog title="What is new" onClose={nothing}>
    <p>Notes can be pinned.</p>
    <DialogButtons>
      <Button onClick={nothing}>Good</Button>
    </DialogButtons>
  </Dialog>
);

// Example: EmptyState
export const EmptyStateExample = () => (
  <EmptyState mark={<Icon name="notebook-pen" />} title="No notes yet" action={<Button>Write the first one</Button>}>
    What you write down here is yours alone.
  </EmptyState>
);

// Example: Form
export const FormExample = () => (
  <Form
    problem={{ message: 'Some of it is not as it should be.', fields: { title: 'Too long: at most 200 characters' } }}
    onSubmit={(data) => console.log(data.get('title'))}
  >
    <TextField name="title" label="Title" required maxLength={200} />
    <Button type="submit">Save</Button>
  </Form>
);

// Example: FormDialog
export const FormDialogExample = () => (
  <FormDialog
    title="New note"
    submit="Create note"
    onSubmit={(data) => console.log(data.get('title'))}
    onClose={nothing}
  >
    <TextField name="title" label="Title" required />
  </FormDialog>
);

// Example: Icon
export const IconExample = () => <Icon name="calendar" size={24} />;

// Example: IconButton
export const IconButtonExample = () => <IconButton icon="pin" label="Pin Shopping list" aria-pressed={true} />;

// Example: ICON_NAMES
export const AllIcons = () => ICON_NAMES.map((name) => <Icon key={name} name={name} />);

// Example: LineIcon
export const LineIconExample = () => <LineIcon shapes={[['path', { d: 'M4 12h16' }]]} />;

// Example: List, ListItem
export const ListExample = () => (
  <List label="Your notes">
    <ListItem
      title="Shopping list"
      onOpen={nothing}
      detail="Yesterday"
      actions={<IconButton icon="trash" label="Delete Shopping list" />}
    >
      Bread, milk
    </ListItem>
  </List>
);

// Example: ListSkeleton
export const ListSkeletonExample = () => <ListSkeleton rows={3} />;

// Example: LoadMore
export const LoadMoreExample = () => <LoadMore hasMore isBusy={false} onMore={nothing} />;

// Example: Menu
export const MenuExample = () => (
  <Menu
    label="More for Shopping list"
    button={<Icon name="ellipsis" />}
    items={[
      { label: 'Open', href: '/notes/7' },
      { label: 'Make a copy', onSelect: nothing },
    ]}
  />
);

// Example: PageHeading
export const PageHeadingExample = () => (
  <PageHeading title="Notes" description="Only you can see them." actions={<Button>New note</Button>} />
);

// Example: PersonMenu
export const PersonMenuExample = () => (
  <PersonMenu name="Ada Lovelace" detail="ada@example.org" items={[{ label: 'Sign out', onSelect: nothing }]} />
);

// Example: SearchField
export function SearchFieldExample() {
  const [search, setSearch] = useState('');
  return <SearchField label="Search your notes" value={search} onChange={setSearch} />;
}

// Example: SelectField
export const SelectFieldExample = () => (
  <SelectField
    name="status"
    label="Status"
    defaultValue="draft"
    options={[
      { value: 'draft', label: 'Draft' },
      { value: 'sent', label: 'Sent' },
    ]}
  />
);

// Example: Skeleton
export const SkeletonExample = () => <Skeleton className="h-10 w-56" />;

// Example: Spinner
export const SpinnerExample = () => <Spinner label="Loading your notes" />;

// Example: TextArea
export const TextAreaExample = () => <TextArea name="body" label="Text" hint="As long as it has to be." rows={4} />;

// Example: TextField
export const TextFieldExample = () => <TextField name="day" label="Day" type="date" required />;

// Example: useToast, ToastProvider
export function ToastExample() {
  return (
    <ToastProvider>
      <SaveButton />
    </ToastProvider>
  );
}

function SaveButton() {
  const say = useToast();
  return <Button onClick={() => say('Note saved')}>Save</Button>;
}

// Example: Toolbar
export const ToolbarExample = () => (
  <Toolbar>
    <SearchField label="Search your notes" value="" onChange={nothing} />
    <SelectField name="status" label="Status" options={[{ value: 'draft', label: 'Draft' }]} />
  </Toolbar>
);
