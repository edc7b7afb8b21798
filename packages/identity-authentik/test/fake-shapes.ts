import { type Row, rowsOf, type Store } from './fake-importer.ts';

/** As few as this on a page, so that every list is more than one. */
const MOST = 3;

/** OpenAPI 2026.8.3, `Paginated…List`. */
export function listShape(items: readonly unknown[], query: URLSearchParams): unknown {
  const page = Number(query.get('page') ?? '1');
  const size = Math.min(Number(query.get('page_size') ?? '20'), MOST);
  const pages = Math.max(1, Math.ceil(items.length / size));
  const pagination = {
    next: page < pages ? page + 1 : 0,
    previous: page - 1,
    count: items.length,
    current: page,
    total_pages: pages,
    start_index: (page - 1) * size + 1,
    end_index: Math.min(page * size, items.length),
  };
  return { pagination, results: items.slice((page - 1) * size, page * size), autocomplete: {} };
}

const isMember = (user: Row, group: Row) =>
  ((user.groups ?? []) as unknown[]).includes(group.pk) || ((group.users ?? []) as unknown[]).includes(user.pk);

/** OpenAPI 2026.8.3, `User`. */
export function userShape(store: Store, row: Row, query: URLSearchParams): unknown {
  const { password: _, ...shown } = row;
  const groups = rowsOf(store, 'authentik_core.group').filter((group) => isMember(row, group));
  return {
    is_active: true,
    last_login: null,
    email: '',
    attributes: {},
    path: 'users',
    type: 'internal',
    uid: `uid-${row.pk}`,
    avatar: 'data:image/svg+xml;base64,',
    is_superuser: groups.some((group) => group.is_superuser === true),
    date_joined: '2026-07-01T09:00:00Z',
    last_updated: '2026-07-01T09:00:00Z',
    password_change_date: '2026-07-01T09:00:00Z',
    roles: [],
    roles_obj: null,
    uuid: '00000000-0000-4000-8000-000000000000',
    ...shown,
    groups: groups.map(({ pk }) => pk),
    groups_obj: query.get('include_groups') === 'true' ? groups.map(({ pk, name }) => ({ pk, num_pk: 1, name })) : null,
  };
}

/** OpenAPI 2026.8.3, `Group`. */
export function groupShape(store: Store, row: Row, query: URLSearchParams): unknown {
  const users = rowsOf(store, 'authentik_core.user').filter((user) => isMember(user, row));
  return {
    is_superuser: false,
    parents: [],
    parents_obj: null,
    attributes: {},
    roles: [],
    roles_obj: [],
    inherited_roles_obj: null,
    children: [],
    children_obj: null,
    num_pk: 1,
    ...row,
    users: users.map(({ pk }) => pk),
    users_obj:
      query.get('include_users') === 'true'
        ? users.map(({ pk, username, name }) => ({ pk, username, name, uid: `uid-${pk}` }))
        : null,
  };
}
