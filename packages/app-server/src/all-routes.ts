import type { Entity } from './entity.ts';
import { entityRoutes } from './entity-routes.ts';
import { meRoute } from './own-routes.ts';
import type { Route } from './routes.ts';

interface RouteSources {
  readonly health: Route;
  readonly hasSignIn: boolean;
  /** Of the files in `routes/`. */
  readonly found: readonly Route[];
  readonly models: readonly Entity[];
}

/** Everything that the app answers and describes. A route written by hand takes the place of a generated one. */
export function allRoutes({ health, hasSignIn, found, models }: RouteSources): readonly Route[] {
  const generated = models.flatMap(entityRoutes).filter((route) => !found.some((other) => isSamePlace(route, other)));
  return [health, ...(hasSignIn ? [meRoute] : []), ...found, ...generated];
}

function isSamePlace(one: Route, other: Route): boolean {
  const place = ({ method, path }: Route) => `${method} ${path.replace(/:\w+/g, ':')}`;
  return place(one) === place(other);
}
