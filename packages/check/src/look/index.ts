export { type LookWish, lookAtPage, type Sight } from './look-at-page.ts';
export { printSight } from './print-sight.ts';
