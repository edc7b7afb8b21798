import type { Handler } from '../exchange.ts';

/** Puts something before a handler. @param serviceOf another service, by its name */
export type Middleware = (next: Handler, serviceOf: (name: string) => Handler) => Handler;
