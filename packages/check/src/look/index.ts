export { type LookGround, type LookWish, lookAtPage, type Seen, type Sight } from './look-at-page.ts';
export { printSight } from './print-sight.ts';
