export { GATEWAY_ERRORS } from './errors.ts';
export { Gateway } from './gateway.ts';
export { readMessage } from './settings.ts';
