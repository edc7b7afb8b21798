export type * from './compose-file.ts';
export { type ContainerProject, EDGE_NETWORK, LABELS } from './project.ts';
