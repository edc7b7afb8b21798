// Generated, do not edit: made by ./scalr types template-app from the routes and models of its backend.
// Source: sha256 2a91e4d0ef646371b675bbbbdbcfde2f0bcc510c75cf86f0caecb8ca82feb9c5
import * as api from '../api.ts';

export { ApiError } from '../api-error.ts';

export interface Health {
  status: 'ok';
}

export interface Me {
  email: string | null;
  groups: string[];
  issuer: string;
  name: string | null;
  subject: string;
  username: string | null;
}

export interface Note {
  body: string;
  /** date-time */
  createdAt: string;
  /** uuid */
  id: string;
  ownerId: string;
  pinned: boolean;
  title: string;
  /** date-time */
  updatedAt: string;
}

export interface NoteInput {
  /** at most 10000 characters */
  body?: string | undefined;
  pinned?: boolean | undefined;
  /** 1 to 200 characters */
  title: string;
}

export interface NotePage {
  items: Note[];
  nextCursor: string | null;
}

export interface NotePatch {
  /** at most 10000 characters */
  body?: string | undefined;
  pinned?: boolean | undefined;
  /** 1 to 200 characters */
  title?: string | undefined;
}

export interface Problem {
  code: string;
  detail: string;
  errors?: {
    detail: string;
    in: 'body' | 'path' | 'query';
    pointer: string;
  }[] | undefined;
  fix?: string | undefined;
  requestId?: string | undefined;
  status: number;
  title: string;
  type: string;
}

const getHealthRequest = (): api.ApiRequest => ({ method: 'GET', path: '/api/health' });
export const getHealthQueryKey = (): api.QueryKey => api.queryKey(getHealthRequest());

/** Whether the app can serve: `GET /api/health` */
export function useGetHealth<TData = Health>(options?: api.QueryOptions<Health, TData>): api.QueryResult<TData> {
  return api.useQuery<Health, TData>(getHealthRequest(), options);
}

const getMeRequest = (): api.ApiRequest => ({ method: 'GET', path: '/api/me' });
export const getMeQueryKey = (): api.QueryKey => api.queryKey(getMeRequest());

/** The person who asks: `GET /api/me` */
export function useGetMe<TData = Me>(options?: api.QueryOptions<Me, TData>): api.QueryResult<TData> {
  return api.useQuery<Me, TData>(getMeRequest(), options);
}

export interface ListNotesParams {
  body?: string | undefined;
  cursor?: string | undefined;
  id?: string | undefined;
  limit?: number | undefined;
  ownerId?: string | undefined;
  pinned?: 'false' | 'true' | undefined;
  q?: string | undefined;
  sort?: '-body' | '-createdAt' | '-id' | '-ownerId' | '-pinned' | '-title' | '-updatedAt' | 'body' | 'createdAt' | 'id' | 'ownerId' | 'pinned' | 'title' | 'updatedAt' | undefined;
  title?: string | undefined;
}

const listNotesRequest = (params?: ListNotesParams): api.ApiRequest => ({ method: 'GET', path: '/api/notes', query: params });
export const listNotesQueryKey = (params?: ListNotesParams): api.QueryKey => api.queryKey(listNotesRequest(params));

/** A page of notes: `GET /api/notes` */
export function useListNotes<TData = NotePage>(params?: ListNotesParams, options?: api.QueryOptions<NotePage, TData>): api.QueryResult<TData> {
  return api.useQuery<NotePage, TData>(listNotesRequest(params), options);
}

/** The same page after page: `data` is every entry so far, `fetchNextPage()` brings more while `hasNextPage`. */
export function useListNotesInfinite(params?: Omit<ListNotesParams, 'cursor'>, options?: api.PagesOptions<Note>): api.PagesResult<Note> {
  return api.usePages<Note>(listNotesRequest(params), options);
}

/** A new note: `POST /api/notes` */
export function useCreateNote(options?: api.MutationOptions<Note, { data: NoteInput }>): api.MutationResult<Note, { data: NoteInput }> {
  return api.useMutation<Note, { data: NoteInput }>((variables) => ({ method: 'POST', path: '/api/notes', body: variables.data }), options);
}

const getNoteRequest = (id: string): api.ApiRequest => ({ method: 'GET', path: `/api/notes/${encodeURIComponent(id)}` });
export const getNoteQueryKey = (id: string): api.QueryKey => api.queryKey(getNoteRequest(id));

/** One note: `GET /api/notes/{id}` */
export function useGetNote<TData = Note>(id: string, options?: api.QueryOptions<Note, TData>): api.QueryResult<TData> {
  return api.useQuery<Note, TData>(getNoteRequest(id), options);
}

/** Changes some of one note: `PATCH /api/notes/{id}` */
export function useUpdateNote(options?: api.MutationOptions<Note, { id: string; data: NotePatch }>): api.MutationResult<Note, { id: string; data: NotePatch }> {
  return api.useMutation<Note, { id: string; data: NotePatch }>((variables) => ({ method: 'PATCH', path: `/api/notes/${encodeURIComponent(variables.id)}`, body: variables.data }), options);
}

/** Deletes one note: `DELETE /api/notes/{id}` */
export function useDeleteNote(options?: api.MutationOptions<void, { id: string }>): api.MutationResult<void, { id: string }> {
  return api.useMutation<void, { id: string }>((variables) => ({ method: 'DELETE', path: `/api/notes/${encodeURIComponent(variables.id)}` }), options);
}
