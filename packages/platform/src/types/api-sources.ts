import { join } from 'node:path';
import type { DiscoveredApp } from '@scalr/plan';
import type { ApiSource } from '@scalr/ports';

/** Null: the app has no backend. */
export function apiSource(root: string, { folder, manifest, env }: DiscoveredApp): ApiSource | null {
  const { slug, backend, routing, auth } = manifest;
  if (backend === 'none') return null;
  return {
    slug,
    backend: join(root, folder, 'backend'),
    language: backend,
    healthPath: routing.health_path as `/${string}`,
    auth: auth.required,
    env,
  };
}
