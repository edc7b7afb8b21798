export { Gateway } from './gateway.ts';
export { readMessage } from './settings.ts';
