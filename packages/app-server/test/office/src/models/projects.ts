export { default, projects } from '../../../../../testing/backends/typescript/src/models/projects.ts';
