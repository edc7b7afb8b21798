import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog, DialogButtons } from './dialog.tsx';
import { Form, type FormProblem } from './form.tsx';

export interface FormDialogProps {
  readonly title: string;
  /** Label of the button that sends the form: `Create note`. */
  readonly submit: string;
  /** The fields. */
  readonly children: ReactNode;
  readonly isBusy?: boolean;
  readonly problem?: FormProblem | null;
  readonly onSubmit: (data: FormData) => void;
  readonly onClose: () => void;
}

/** A form in a dialog, with its two buttons. */
export function FormDialog(props: FormDialogProps) {
  const { title, submit, children, isBusy = false, problem = null, onSubmit, onClose } = props;
  return (
    <Dialog title={title} onClose={onClose}>
      <Form problem={problem} onSubmit={onSubmit}>
        <div className="flex flex-col gap-5">{children}</div>
        <DialogButtons>
          <Button look="secondary" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" isBusy={isBusy}>
            {submit}
          </Button>
        </DialogButtons>
      </Form>
    </Dialog>
  );
}
