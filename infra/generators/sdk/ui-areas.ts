/** What a page is made of, in the order in which one builds it. A part that is in no area fails the generator. */
export const UI_AREAS: readonly { readonly title: string; readonly names: readonly string[] }[] = [
  {
    title: 'The frame',
    names: ['AppShell', 'Brand', 'PageHeading', 'Menu', 'PersonMenu', 'Toolbar', 'Card'],
  },
  { title: 'Lists', names: ['List', 'ListItem', 'ListSkeleton', 'LoadMore', 'SearchField', 'EmptyState'] },
  { title: 'Forms', names: ['FormDialog', 'Form', 'TextField', 'TextArea', 'SelectField', 'Checkbox'] },
  {
    title: 'Questions and news',
    names: ['Dialog', 'DialogButtons', 'ConfirmDialog', 'Alert', 'useToast', 'ToastProvider'],
  },
  {
    title: 'Small things',
    names: [
      ...['Button', 'IconButton', 'Icon', 'ICON_NAMES', 'LineIcon', 'Badge', 'Avatar', 'initials'],
      ...['Skeleton', 'Spinner', 'classNames'],
    ],
  },
];
