export { errors as composeErrors } from './errors.ts';
