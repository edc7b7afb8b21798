import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { allRoutes } from './all-routes.ts';
import { findModels } from './find-models.ts';
import { findRoutes } from './find-routes.ts';
import { openApiDocument } from './open-api.ts';
import { healthRoute } from './own-routes.ts';
import type { Environment } from './settings.ts';

/** What has to be known of an app to describe its API. */
export interface DescribeOptions {
  /** `backend/src`, absolute: `routes/` and `models/` lie in it. */
  readonly src: string;
  readonly slug: string;
  readonly healthPath: `/${string}`;
  /** False: nobody signs in to the app. */
  readonly auth: boolean;
  /** What is known of the app's own settings; the rest is made up, in their shape. */
  readonly env: Environment;
}

/**
 * The OpenAPI document of an app, from its sources alone: nothing is listened on, connected to or migrated. It is what
 * `GET /api/openapi.json` of the running app answers.
 * @throws ScalrError as `bootApp` does, and what a file of the app throws when it is loaded
 */
export async function describeApp(options: DescribeOptions): Promise<Readonly<Record<string, unknown>>> {
  const { src, slug, healthPath, auth, env } = options;
  const models = await findModels(join(src, 'models'));
  const settings = <S extends z.ZodObject>(schema: S) => standIn(schema, env);
  const found = await findRoutes(join(src, 'routes'), { slug, settings, log: SILENT });
  const health = healthRoute(healthPath, null, '');
  return openApiDocument(slug, allRoutes({ health, hasSignIn: auth, found, models }));
}

/** Values that settings usually have; none of them is reached for while an app is described. */
const GUESSES = ['', 'x', '1', 'http://127.0.0.1:9', '/tmp', 'postgresql://127.0.0.1:9/x', 'true', 'a@example.org'];

function standIn<S extends z.ZodObject>(schema: S, env: Environment): z.output<S> {
  const values = Object.entries(schema.shape as Record<string, z.ZodType>).map(([key, field]) => {
    const options = field instanceof z.ZodEnum ? field.options : [];
    const fitting = [env[key], undefined, ...options, ...GUESSES].find((value) => field.safeParse(value).success);
    return [key, field.safeParse(fitting).data];
  });
  return Object.fromEntries(values) as z.output<S>;
}

const nothing = () => {};
/** A route that does not mount says so when the app starts. */
const SILENT = { error: nothing, warn: nothing, info: nothing, debug: nothing } as unknown as FastifyBaseLogger;
