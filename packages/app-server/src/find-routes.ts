import { join } from 'node:path';
import { appErrors } from './errors.ts';
import { importFolder } from './import-folder.ts';
import { isAccess } from './route-access.ts';
import type { AppFacts, Route, RouteFile } from './routes.ts';

/** Every route of every file in the folder, in the order of the file names. A folder that is not there has none. */
export async function findRoutes(folder: string, app: AppFacts): Promise<readonly Route[]> {
  return (await importFolder(folder)).flatMap(({ file: name, module }) => {
    const file = join('routes', name);
    const routeFile = module.default as RouteFile | undefined;
    if (routeFile?.kind !== 'scalr-routes') {
      throw appErrors.error('routeFile', { file, reason: 'it has no default export made by defineRoutes' });
    }
    return routeFile.declare(app).filter((route) => isMountable(route, file, app));
  });
}

/** Fails closed and aloud: a route that forgot its access rule answers like one that does not exist. */
function isMountable(route: Route, file: string, app: AppFacts): boolean {
  if (isAccess(route.options.access)) return true;
  const problem = appErrors.problem('routeWithoutAccess', { file, route: `${route.method} ${route.path}` });
  app.log.error({ code: problem.code, fix: problem.fix }, problem.message);
  return false;
}
