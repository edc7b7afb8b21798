import { type ErrorKind, type Problem, ScalrError } from './scalr-error.ts';

/** How one error of a package is made from its details `D`. */
export interface ErrorDefinition<D> {
  readonly code: string;
  /** A few words for the reference page. */
  readonly title: string;
  readonly kind: ErrorKind;
  readonly message: (details: D) => string;
  readonly fix: (details: D) => string;
}

type Place = Pick<Problem, 'file' | 'line' | 'pointer'>;
// biome-ignore lint/suspicious/noExplicitAny: the details type of each definition is inferred, never read here
type Definitions = Record<string, ErrorDefinition<any>>;
type DetailsOf<T> = T extends ErrorDefinition<infer D> ? D : never;

export interface Catalogue<C extends Definitions> {
  /** For the generated reference. */
  readonly definitions: C;
  problem<K extends keyof C>(name: K, details: DetailsOf<C[K]>, place?: Place): Problem;
  error<K extends keyof C>(name: K, details: DetailsOf<C[K]>, options?: ErrorOptions): ScalrError;
}

/** One per package, in its `errors.ts`: every error the package can show, in one place, with its fix. */
export function catalogue<const C extends Definitions>(definitions: C): Catalogue<C> {
  const problem = <K extends keyof C>(name: K, details: DetailsOf<C[K]>, place: Place = {}): Problem => {
    const definition = definitions[name] as ErrorDefinition<DetailsOf<C[K]>>;
    return {
      code: definition.code,
      message: definition.message(details),
      fix: definition.fix(details),
      ...place,
    };
  };
  return {
    definitions,
    problem,
    error: (name, details, options) =>
      new ScalrError((definitions[name] as ErrorDefinition<unknown>).kind, [problem(name, details)], options),
  };
}
