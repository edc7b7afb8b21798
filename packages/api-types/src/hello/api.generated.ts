// Generated, do not edit: made by ./scalr types hello from the routes and models of its backend.
// Source: sha256 84f4b4a55465260b3310aa5a6efd517f77fc43cbdbb63220428aa00a54913719
import * as api from '../api.ts';

export { ApiError } from '../api-error.ts';

export interface Greeting {
  /** date-time */
  since: string | null;
  text: string;
  /** 0 or more */
  visits: number;
}

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

const getGreetingRequest = (): api.ApiRequest => ({ method: 'GET', path: '/api/greeting' });
export const getGreetingQueryKey = (): api.QueryKey => api.queryKey(getGreetingRequest());

/** A greeting for whoever asks: `GET /api/greeting` */
export function useGetGreeting<TData = Greeting>(options?: api.QueryOptions<Greeting, TData>): api.QueryResult<TData> {
  return api.useQuery<Greeting, TData>(getGreetingRequest(), options);
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

/** Notes the visit and greets: `POST /api/visits` */
export function usePostVisits(options?: api.MutationOptions<Greeting, void>): api.MutationResult<Greeting, void> {
  return api.useMutation<Greeting, void>(() => ({ method: 'POST', path: '/api/visits' }), options);
}
