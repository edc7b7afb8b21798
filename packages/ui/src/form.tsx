import { type ComponentProps, createContext, type FormEvent, useContext, useEffect, useRef, useState } from 'react';
import { Alert } from './alert.tsx';

/** Why a form was not taken. */
export interface FormProblem {
  /** Shown above the fields where no field is to blame. */
  readonly message: string;
  /** By the name of the field. */
  readonly fields: Readonly<Record<string, string>>;
}

const FieldErrors = createContext<Readonly<Record<string, string>>>({});

/** What is wrong with the field of that name in the form around. */
export function useFieldError(name: string | undefined): string | undefined {
  const errors = useContext(FieldErrors);
  return name === undefined ? undefined : errors[name];
}

export interface FormProps extends Omit<ComponentProps<'form'>, 'onSubmit'> {
  /** What the last try was answered; null: nothing is wrong. */
  readonly problem?: FormProblem | null;
  /** Called when every field is as its attributes (`required`, `maxLength`, `type`) say. */
  readonly onSubmit: (data: FormData) => void;
}

/** Shows what is wrong at each field, whether the browser or the server says so, and goes to the first such field. */
export function Form({ problem = null, onSubmit, children, ...rest }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [missing, setMissing] = useState<Readonly<Record<string, string>>>({});
  const fields = { ...problem?.fields, ...missing };
  useEffect(() => {
    if (problem !== null || Object.keys(missing).length > 0) {
      form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    }
  }, [problem, missing]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = invalidFields(event.currentTarget);
    setMissing(found);
    if (Object.keys(found).length === 0) onSubmit(new FormData(event.currentTarget));
  };
  return (
    <form ref={form} noValidate onSubmit={submit} {...rest}>
      <FieldErrors value={fields}>
        {problem !== null && Object.keys(problem.fields).length === 0 && (
          <div className="mb-5">
            <Alert tone="danger" title={problem.message} />
          </div>
        )}
        {children}
      </FieldErrors>
    </form>
  );
}

/** What the browser says, in the language of the person. */
function invalidFields(form: HTMLFormElement): Readonly<Record<string, string>> {
  const inputs = [...form.elements].filter((element) => 'validationMessage' in element) as HTMLInputElement[];
  return Object.fromEntries(
    inputs
      .filter(({ name, validity }) => name !== '' && !validity.valid)
      .map((one) => [one.name, one.validationMessage]),
  );
}
