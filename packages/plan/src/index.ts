export { hostOf } from './address.ts';
export { appSecretKey, callingApps } from './calls.ts';
export { chooseApps, EVERY_APP, includesChoice, widenChoice } from './choice.ts';
export { ADMIN_GROUP, createPlan } from './create-plan.ts';
export { databaseOwners, databasePasswordKey, IDENTITY_OWNER } from './databases.ts';
export { describePlan } from './describe-plan.ts';
export { planErrors } from './errors.ts';
export { HUB_SLUG } from './hub.ts';
export { maskPlan } from './mask-plan.ts';
export type {
  AppConfig,
  AppPlan,
  CatalogEntry,
  Choice,
  Database,
  DiscoveredApp,
  EnvEntry,
  FrontendKind,
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
