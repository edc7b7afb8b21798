export { type Manifest, type ManifestInput, manifestSchema, SLUG_PATTERN } from './schema.ts';
