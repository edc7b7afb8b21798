export { type Catalogue, catalogue, type ErrorDefinition } from './catalogue.ts';
export { describeError, type ErrorDescription, formatProblem } from './format.ts';
export { type ErrorKind, EXIT_CODES, isScalrError, type Problem, ScalrError } from './scalr-error.ts';
