export { type AppQuestion, openAppHttp } from './app-http.ts';
export { type Diagnosis, diagnose } from './diagnose.ts';
export { type DnsRecord, type DomainReport, describeDomain, setDomain } from './domain.ts';
export { type AddEntityReport, type AddEntityWish, addEntity, type EntityGround } from './entities/add-entity.ts';
export { entityErrors } from './entities/errors.ts';
export { type BroughtBack, bringBackApp } from './life/bring-back.ts';
export { lifeErrors } from './life/errors.ts';
export { type NewAppOptions, type NewAppReport, type NewAppStep, newApp } from './life/new-app.ts';
export { previewNewApp } from './life/plan-app.ts';
export { type RemoveOptions, type RemoveReport, type RemoveWish, removeApp } from './life/remove-app.ts';
export { type RenameOptions, type RenameReport, type RenameWish, renameApp } from './life/rename-app.ts';
export type { SmokeCheck } from './life/smoke.ts';
export { makePlan } from './make-plan.ts';
export { type AppliedMigration, appliedMigrations } from './migrations/applied-migrations.ts';
export { migrationErrors } from './migrations/errors.ts';
export { ambiguities } from './migrations/judge-differences.ts';
export { type MigrateReport, migrateApp } from './migrations/migrate-app.ts';
export type { MigrateWish } from './migrations/migrate-command.ts';
export { migrationSource } from './migrations/migration-source.ts';
export { runningApp } from './named-apps.ts';
export type { Platform } from './platform.ts';
export { preview } from './preview.ts';
export { type DeployReport, type DeployWish, deploy } from './releases/deploy.ts';
export type { AppRelease } from './releases/deploy-app.ts';
export { releaseErrors } from './releases/errors.ts';
export { type AppReleases, listReleases } from './releases/list-releases.ts';
export type { ReleaseRecord } from './releases/release-record.ts';
export { type RollbackReport, type RollbackWish, rollback } from './releases/rollback.ts';
export { type RenderReport, type RenderWish, renderFiles } from './render.ts';
export {
  refreshTypes,
  type TypesGround,
  type TypesReport,
  type TypesState,
  type TypesWish,
} from './types/refresh-types.ts';
export { type UpReport, type UpWish, up } from './up.ts';
export { type RunningEngine, type WatchOptions, watchWorkspace } from './watch.ts';
