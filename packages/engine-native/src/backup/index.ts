export { loadDatabase } from './load-database.ts';
export { saveDatabase } from './save-database.ts';
export { withCopy } from './with-copy.ts';
