export {
  type AccessRule,
  anyone,
  type EntityAccess,
  group,
  owner,
  publicRead,
  shared,
  type WriteRule,
} from './access-rules.ts';
export { type AppOptions, bootApp, type RunningApp } from './boot-app.ts';
export type { CallFromRoute } from './calls.ts';
export type { Database } from './database.ts';
export { entity } from './declare-entity.ts';
export { type DescribeOptions, describeApp } from './describe-app.ts';
export type { Entity, EntityOptions, EntityRoute } from './entity.ts';
export { appErrors } from './errors.ts';
export { isoDateTime } from './iso-date-time.ts';
export {
  conflict,
  type FieldProblem,
  HttpProblem,
  type HttpProblemOptions,
  notFound,
  type ProblemDetails,
} from './problem.ts';
export {
  type Access,
  type AppFacts,
  defineRoutes,
  type Method,
  type Route,
  type RouteBook,
  type RouteContext,
  type RouteFile,
  type RouteOptions,
} from './routes.ts';
export { startApp } from './start-app.ts';
