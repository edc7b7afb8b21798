import { z } from 'zod';

/** Beyond what every backend is told. */
export const portalSettings = z.object({
  APP_CATALOG_FILE: z
    .string()
    .startsWith('/')
    .describe('the absolute path of the list of apps that the platform keeps'),
});
