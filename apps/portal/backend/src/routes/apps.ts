import { defineRoutes } from '@scalr/app-server';
import { z } from 'zod';
import { type CatalogEntry, openCatalog } from '../catalog.ts';
import { portalSettings } from '../settings.ts';

/** Who is told about apps that could not be started. */
const ADMINISTRATORS = 'admins';

const tile = z
  .object({
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    url: z.string(),
    color: z.string(),
    beta: z.boolean(),
    /** Data URI of an SVG that stands on the colour; null: none can be drawn. */
    icon: z.string().nullable(),
  })
  .meta({ id: 'Tile' });

const hub = z
  .object({
    categories: z.array(z.object({ name: z.string(), apps: z.array(tile) })),
    /** Apps that are not fit to run, for administrators; null for everybody else. */
    quarantined: z
      .array(
        z.object({
          folder: z.string(),
          problems: z.array(
            z.object({
              code: z.string(),
              message: z.string(),
              fix: z.string(),
              file: z.string().optional(),
              line: z.number().optional(),
            }),
          ),
        }),
      )
      .nullable(),
  })
  .meta({ id: 'Hub' });

export default defineRoutes((routes, app) => {
  const readCatalog = openCatalog(app.settings(portalSettings).APP_CATALOG_FILE);

  routes.get(
    '/api/apps',
    { access: 'signed-in', summary: 'Every app this person may open', response: hub },
    async ({ user }) => {
      const catalog = await readCatalog();
      const apps = catalog.apps.filter((entry) => mayOpen(entry, user.groups)).sort(byOrder);
      const categories = Map.groupBy(apps, (entry) => entry.category);
      return {
        categories: [...categories].map(([name, entries]) => ({
          name,
          apps: entries.map(({ slug, name, description, url, color, status, icon }) => ({
            ...{ slug, name, description, url, color },
            beta: status === 'beta',
            icon: icon.startsWith('data:image/svg+xml') ? icon : null,
          })),
        })),
        quarantined: user.groups.includes(ADMINISTRATORS) ? [...catalog.quarantined] : null,
      };
    },
  );
});

/** The same rule as at the identity provider and in every app's own backend. */
function mayOpen(entry: CatalogEntry, groups: readonly string[]): boolean {
  return entry.visible && entry.status !== 'archived' && entry.requiredGroups.every((group) => groups.includes(group));
}

function byOrder(a: CatalogEntry, b: CatalogEntry): number {
  return a.order - b.order || a.name.localeCompare(b.name, 'en');
}
