export { loadDatabase } from './load-database.ts';
export { saveDatabase } from './save-database.ts';
