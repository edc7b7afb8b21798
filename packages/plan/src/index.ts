export { appSecretKey, callingApps } from './calls.ts';
export { ADMIN_GROUP, createPlan, HUB_SLUG } from './create-plan.ts';
export { databaseOwners, databasePasswordKey, IDENTITY_OWNER } from './databases.ts';
export { describePlan } from './describe-plan.ts';
export { planErrors } from './errors.ts';
export { maskPlan } from './mask-plan.ts';
export type {
  AppConfig,
  AppPlan,
  CatalogEntry,
  Database,
  DiscoveredApp,
  EnvEntry,
  Ground,
  IdentityProviderName,
  Mode,
  OidcClient,
  Origin,
  Plan,
  PostgresPlan,
  ProcessKind,
  ProcessPlan,
  QuarantinedApp,
  Route,
  ServiceClient,
  Settings,
} from './plan.ts';
