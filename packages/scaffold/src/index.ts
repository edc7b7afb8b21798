export {
  type Answered,
  type Answers,
  BACKENDS,
  COLORS,
  completeAnswers,
  DEFAULT_ICON,
  KINDS,
  proposeColor,
  proposeSlug,
  usualFolder,
  type Wish,
} from './answers.ts';
export { scaffoldErrors } from './errors.ts';
export type { Change, Facts } from './facts.ts';
export { manifestWithStatus } from './files/manifest-file.ts';
export { ignoredBy } from './ignored.ts';
export { type ManifestText, type Neighbour, neighbourOf } from './neighbours.ts';
export { MANIFEST, type NewApp, type NewAppInput, type NewAppPlan, planNewApp } from './plan-new-app.ts';
export { planRename, type Rename, type RenameInput, type RenamePlan, renamedFolder } from './plan-rename.ts';
export { DERIVED_PATHS, transform } from './transform.ts';
