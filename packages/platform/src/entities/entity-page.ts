import type { EntityField } from './entity-field.ts';
import type { EntityNames } from './entity-names.ts';
import type { EntityPlan } from './entity-plan.ts';
import { WIDGETS } from './entity-widgets.ts';

export interface PageFacts {
  /** What `ListItem` shows of a record that is referred to, by the table of the other kind. */
  readonly titles: ReadonlyMap<string, string>;
}

/** `frontend/src/pages/<name>.tsx`: list, form and deletion, of the same parts as the template's page. */
export function entityPage({ names, fields }: EntityPlan, { titles }: PageFacts): string {
  const { one, value: valueName, label } = names;
  const many = `${valueName.charAt(0).toUpperCase()}${valueName.slice(1)}`;
  const words = one.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase();
  const search = fields.some(({ type }) => type === 'string' || type === 'text');
  const title = titleField(fields, titles);
  const named = title.ref;
  const shownTitle = named === null ? WIDGETS[title.type].show(title) : 'titleOf(row)';
  const long = fields.find((field) => field.type === 'text' && field !== title);
  const rest = fields.filter(
    (field) => field !== title && field !== long && field.type !== 'ref' && field.type !== 'uuid',
  );
  const refs = [...new Map(fields.flatMap((field) => (field.ref === null ? [] : [[field.key, field.ref] as const])))];
  const refHooks = refs.map(([, ref]) => listHook(ref));
  const parts = [
    ...[
      'Button',
      'ConfirmDialog',
      'EmptyState',
      'FormDialog',
      'Icon',
      'IconButton',
      'List',
      'ListItem',
      'ListSkeleton',
      'LoadMore',
      'useToast',
    ],
    ...(search ? ['SearchField', 'Toolbar'] : []),
    ...fields.map(({ type }) => WIDGETS[type].part),
  ];
  const hooks = [
    `type ${one}`,
    `useCreate${one}`,
    `useDelete${one}`,
    `useList${many}Infinite`,
    `useUpdate${one}`,
    ...refHooks,
  ];
  const detail = rest.map((field) => {
    const said = `\`${field.label}: \${${WIDGETS[field.type].show(field)}}\``;
    return field.isOptional ? `row.${field.key} === null ? '' : ${said}` : said;
  });
  return `import { formProblem, Loaded, messageOf, Page${search ? ', useSettled' : ''} } from '@scalr/app-client';
import {
${sorted(parts)
  .map((part) => `  ${part},\n`)
  .join('')}} from '@scalr/ui';
import { useState } from 'react';
import {
${sorted(hooks)
  .map((hook) => `  ${hook},\n`)
  .join('')}} from '../api.ts';

export const nav = { label: '${label}' };

type Shown = { readonly dialog: 'create' } | { readonly dialog: 'edit' | 'delete'; readonly row: ${one} } | null;

export default function ${many}Page() {
${search ? "  const [search, setSearch] = useState('');\n" : ''}  const [shown, setShown] = useState<Shown>(null);
  const say = useToast();
  const onClose = () => setShown(null);
  const onDone = (what: string) => {
    onClose();
    say(what);
  };
  const dialog = { onClose, onDone };
  const create = () => setShown({ dialog: 'create' });
  return (
    <Page
      title="${label}"
      actions={
        <Button onClick={create}>
          <Icon name="plus" /> New ${words}
        </Button>
      }
    >
${
  search
    ? `      <Toolbar>
        <SearchField label="Search ${label.toLowerCase()}" value={search} onChange={setSearch} />
      </Toolbar>
`
    : ''
}      <${one}List${search ? ' search={useSettled(search.trim())}' : ''} onCreate={create} onShow={setShown} />
      {shown?.dialog === 'create' && <CreateDialog {...dialog} />}
      {shown?.dialog === 'edit' && <EditDialog row={shown.row} {...dialog} />}
      {shown?.dialog === 'delete' && <DeleteDialog row={shown.row} {...dialog} />}
    </Page>
  );
}

interface ListProps {
${search ? '  readonly search: string;\n' : ''}  readonly onCreate: () => void;
  readonly onShow: (shown: Shown) => void;
}

function ${one}List({ ${search ? 'search, ' : ''}onCreate, onShow }: ListProps) {
${search ? "  const q = search === '' ? undefined : search;\n" : ''}  const all = useList${many}Infinite(${search ? '{ q }' : '{}'}, { placeholderData: (before) => before });
  const rows = all.data ?? [];
${named === null ? '' : `  const titleOf = use${one}Title();\n`}  return (
    <Loaded queries={[all]} what="${label}" skeleton={<ListSkeleton />}>
      {rows.length > 0 && (
        <List label="${label}">
          {rows.map((row) => (
            <ListItem
              key={row.id}
              title={${shownTitle}}
              onOpen={() => onShow({ dialog: 'edit', row })}
${rest.length === 0 ? '' : '              detail={detailOf(row)}\n'}              actions={
                <IconButton
                  icon="trash"
                  label={\`Delete \${${shownTitle}}\`}
                  onClick={() => onShow({ dialog: 'delete', row })}
                />
              }
            >
${long === undefined ? '' : `              {row.${long.key}}\n`}            </ListItem>
          ))}
        </List>
      )}
      {rows.length === 0 && ${search ? 'q === undefined && ' : ''}(
        <EmptyState title="No ${label.toLowerCase()} yet" action={<Button onClick={onCreate}>Add the first one</Button>}>
          What you add is listed here.
        </EmptyState>
      )}
${
  search
    ? `      {rows.length === 0 && q !== undefined && (
        <EmptyState mark={<Icon name="search" />} title="Nothing found">
          Nothing here has “{q}” in it.
        </EmptyState>
      )}
`
    : ''
}      <LoadMore hasMore={all.hasNextPage} isBusy={all.isFetchingNextPage} onMore={() => void all.fetchNextPage()} />
    </Loaded>
  );
}

${
  detail.length === 0
    ? ''
    : `/** What else there is to know, in small print. */
function detailOf(row: ${one}): string {
  const parts = [
${detail.map((part) => `    ${part},\n`).join('')}  ];
  return parts.filter((part) => part !== '').join(' · ');
}

`
}${
  named === null
    ? ''
    : `/** What names one: the record that it refers to. */
function use${one}Title(): (row: ${one}) => string {
  const rows = ${listHook(named)}({ limit: 200 }).data?.items ?? [];
  return (row) => String(rows.find(({ id }) => id === row.${title.key})?.${titles.get(named.table) ?? 'id'} ?? '${one.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')}');
}

`
}interface DialogProps {
  readonly onClose: () => void;
  /** Closes as well, and says what was done. */
  readonly onDone: (what: string) => void;
}

function CreateDialog({ onClose, onDone }: DialogProps) {
  const { mutate, isPending, error } = useCreate${one}();
  return (
    <FormDialog
      title="New ${words}"
      submit="Create ${words}"
      isBusy={isPending}
      problem={formProblem(error)}
      onSubmit={(data) => mutate({ data: read${one}(data) }, { onSuccess: () => onDone('${cap(words)} created') })}
      onClose={onClose}
    >
      <${one}Fields />
    </FormDialog>
  );
}

interface RowDialogProps extends DialogProps {
  readonly row: ${one};
}

function EditDialog({ row, onClose, onDone }: RowDialogProps) {
  const { mutate, isPending, error } = useUpdate${one}();
  return (
    <FormDialog
      title="Edit ${words}"
      submit="Save ${words}"
      isBusy={isPending}
      problem={formProblem(error)}
      onSubmit={(data) => mutate({ id: row.id, data: read${one}(data) }, { onSuccess: () => onDone('${cap(words)} saved') })}
      onClose={onClose}
    >
      <${one}Fields row={row} />
    </FormDialog>
  );
}

function ${one}Fields({ row }: { readonly row?: ${one} }) {
${refs
  .map(
    ([key, ref], i) => `  const ${key}Rows = ${refHooks[i]}({ limit: 200 }).data?.items ?? [];
  const ${key}Options = ${key}Rows.map((one) => ({ value: one.id, label: String(one.${titles.get(ref.table) ?? 'id'}) }));\n`,
  )
  .join('')}  return (
    <>
${fields.map((field) => `      ${inputOf(field)}\n`).join('')}    </>
  );
}

/** A form is text; the API wants it as it is declared. */
function read${one}(data: FormData) {
  return {
${fields.map((field) => `    ${field.key}: ${readOf(field, one)},\n`).join('')}  };
}
${
  fields.some(({ type }) => type === 'datetime')
    ? `
/** As a box for date and time has it: without a zone, in that of the person. */
function localTime(iso: string): string {
  const time = new Date(iso);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
`
    : ''
}
function DeleteDialog({ row, onClose, onDone }: RowDialogProps) {
  const { mutate, isPending, error } = useDelete${one}();
${named === null ? '' : `  const titleOf = use${one}Title();\n`}  return (
    <ConfirmDialog
      title="Delete this ${words}?"
      confirm="Delete ${words}"
      isBusy={isPending}
      error={error && messageOf(error)}
      onConfirm={() => mutate({ id: row.id }, { onSuccess: () => onDone('${cap(words)} deleted') })}
      onClose={onClose}
    >
      “{${shownTitle}}” will be gone for good.
    </ConfirmDialog>
  );
}
`;
}

/** A text; without one, the record that it refers to; an id says nothing to a person. */
function titleField(fields: readonly EntityField[], titles: PageFacts['titles']): EntityField {
  const named = ({ ref }: EntityField) => ref !== null && titles.has(ref.table);
  return (
    fields.find(({ type, isOptional }) => type === 'string' && !isOptional) ??
    fields.find((field) => named(field) && !field.isOptional) ??
    fields.find(({ type, isOptional }) => type !== 'ref' && type !== 'uuid' && !isOptional) ??
    fields[0]!
  );
}

function listHook({ value }: EntityNames): string {
  return `useList${cap(value)}`;
}

function inputOf(field: EntityField): string {
  const { part, attributes, before } = WIDGETS[field.type];
  const was = before(field);
  const initial =
    part === 'Checkbox' ? `defaultChecked={${orInitial(field, was)}}` : `defaultValue={${orInitial(field, was)}}`;
  return `<${part} name="${field.key}" label="${field.label}" ${initial}${attributes(field)} />`;
}

/** A new record begins with its defaults; null is an empty box. */
function orInitial({ fallback, isOptional, type }: EntityField, was: string): string {
  if (fallback !== null && fallback !== '' && fallback !== false && type !== 'money')
    return `${was} ?? ${typeof fallback === 'string' ? `'${fallback.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : fallback}`;
  return isOptional && !was.includes('?? ') && !was.includes(' ? ') ? `${was} ?? undefined` : was;
}

function readOf(field: EntityField, one: string): string {
  const { read } = WIDGETS[field.type];
  return field.isOptional ? `data.get('${field.key}') === '' ? null : ${read(field, one)}` : read(field, one);
}

function cap(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function sorted(names: readonly string[]): readonly string[] {
  const plainName = (name: string) => name.replace(/^type /, '');
  return [...new Set(names)].sort((a, b) => plainName(a).localeCompare(plainName(b), 'en'));
}
