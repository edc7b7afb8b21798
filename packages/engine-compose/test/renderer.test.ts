import { join, resolve } from 'node:path';
import { createComposeRenderer } from '@scalr/engine-compose';
import { installFolder } from '@scalr/testing';
import { SERVER_CASES, serverPlan } from '@scalr/testing/server-plans';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const install = installFolder();
const workspace = join(install, 'packages/testing/workspaces/server');
const renderer = createComposeRenderer({
  layout: { install, workspace, workspaceId: 'a1b2c3d4e5f6' },
  authentik: () => null,
});
const { plan, secrets } = await serverPlan(SERVER_CASES['localhost-production']);

interface Written {
  readonly services: Readonly<Record<string, { readonly build?: Build; readonly image: string }>>;
}
interface Build {
  readonly context: string;
  readonly dockerfile: string;
  readonly additional_contexts?: { readonly app: string };
}

it('names what is built relative to where the files lie, and holds no secret', async () => {
  const out = resolve('/srv/deploy/compose');
  const files = await renderer.render(plan, out);
  const text = (path: string) => String(files.get(path)?.content);
  const built = ['auth', 'apps/ledger', 'apps/library', 'apps/portal', 'apps/website'].flatMap((folder) =>
    Object.values((parse(text(`${folder}/docker-compose.yml`)) as Written).services).flatMap(({ image, build }) => {
      if (build === undefined) return [];
      const from = (path: string) => resolve(out, folder, path);
      expect(from(build.context), image).toBe(install);
      const app = build.additional_contexts?.app;
      return [[image, build.dockerfile, app === undefined ? null : from(app).slice(workspace.length + 1)]];
    }),
  );
  expect(built).toEqual([
    ['scalr/auth:latest', 'services/auth/embedded/Dockerfile', null],
    ['scalr/ledger-backend:latest', 'template-app/backend/Dockerfile', 'apps/products/ledger'],
    ['scalr/ledger-frontend:latest', 'template-app/frontend/Dockerfile', 'apps/products/ledger'],
    ['scalr/library-backend:latest', 'template-app/backend-fastapi/Dockerfile', 'apps/products/library'],
    ['scalr/library-frontend:latest', 'template-app/frontend/Dockerfile', 'apps/products/library'],
    ['scalr/portal-backend:latest', 'template-app/backend/Dockerfile', 'apps/portal'],
    ['scalr/portal-frontend:latest', 'template-app/frontend/Dockerfile', 'apps/portal'],
    ['scalr/website-frontend:latest', 'infra/container/Dockerfile.site', 'apps/website'],
  ]);
  for (const [path, { content }] of files) {
    for (const secret of secrets) expect(String(content).includes(secret), `${path} holds ${secret}`).toBe(false);
  }
  expect([...(await renderer.render(plan, out))]).toEqual([...files]);
});

it('stands where nothing is remembered', () => {
  expect(renderer.ground({}, 'embedded').origin).toEqual({ scheme: 'http', domain: 'localhost', port: 80 });
  expect(renderer.ground({ domain: 'apps.example.com' }, 'authentik')).toMatchObject({
    origin: { scheme: 'https', domain: 'apps.example.com', port: 443 },
    ...{ identityUrl: 'http://auth:9000', gateway: { address: 'gateway:443', caFile: null }, servers: 'own' },
  });
});
