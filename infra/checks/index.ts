export { checkRepository } from './check-repository.ts';
export { fixRepository } from './fix-repository.ts';
