export { default, tasks } from '../../../../../testing/backends/typescript/src/models/tasks.ts';
