export { type HttpAnswer, http } from './http.ts';
export { until } from './wait.ts';
