export { createComposeDatabases } from './databases.ts';
export { type ComposeEngineOptions, createComposeEngine } from './engine.ts';
export { errors as composeErrors } from './errors.ts';
export { createComposeInspection } from './inspection.ts';
export { type ComposeLayout, composeLayout } from './layout.ts';
export { type ComposeReleasesOptions, createComposeReleases } from './releases.ts';
export type { AuthentikInput } from './render-input.ts';
export { type ComposeRendererOptions, createComposeRenderer } from './renderer.ts';
