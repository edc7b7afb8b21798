// Generated, do not edit: made by ./scalr types portal from the routes and models of its backend.
// Source: sha256 2f1f10718806cddc7b4ae513b6c25b15054043078dc1efbd23dc71d61f8dc941
import * as api from '../api.ts';

export { ApiError } from '../api-error.ts';

export interface Health {
  status: 'ok';
}

export interface Hub {
  categories: {
    apps: Tile[];
    name: string;
  }[];
  quarantined: {
    folder: string;
    problems: {
      code: string;
      file?: string | undefined;
      fix: string;
      line?: number | undefined;
      message: string;
    }[];
  }[] | null;
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

export interface Tile {
  beta: boolean;
  color: string;
  description: string;
  icon: string | null;
  name: string;
  slug: string;
  url: string;
}

const getAppsRequest = (): api.ApiRequest => ({ method: 'GET', path: '/api/apps' });
export const getAppsQueryKey = (): api.QueryKey => api.queryKey(getAppsRequest());

/** Every app this person may open: `GET /api/apps` */
export function useGetApps<TData = Hub>(options?: api.QueryOptions<Hub, TData>): api.QueryResult<TData> {
  return api.useQuery<Hub, TData>(getAppsRequest(), options);
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
