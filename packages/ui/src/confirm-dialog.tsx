import type { ReactNode } from 'react';
import { Alert } from './alert.tsx';
import { Button } from './button.tsx';
import { Dialog, DialogButtons } from './dialog.tsx';

export interface ConfirmDialogProps {
  /** The question: `Delete this note?` */
  readonly title: string;
  /** What will be gone. */
  readonly children: ReactNode;
  /** Says what will be done: `Delete note`, never `OK`. */
  readonly confirm: string;
  /** The way out in other words, where the deed itself is called so: `Keep booking` beside `Cancel booking`. */
  readonly dismiss?: string;
  readonly isBusy?: boolean;
  /** What went wrong at the last try. */
  readonly error?: string | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be taken back. The focus begins at the way out. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, confirm, dismiss = 'Cancel', isBusy = false, error = null, onConfirm, onClose } = props;
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="wrap-anywhere text-ink-soft">{children}</div>
      {error !== null && (
        <div className="mt-5">
          <Alert tone="danger" title={error} />
        </div>
      )}
      <DialogButtons>
        <Button look="secondary" onClick={onClose}>
          {dismiss}
        </Button>
        <Button look="danger" isBusy={isBusy} onClick={onConfirm}>
          {confirm}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
