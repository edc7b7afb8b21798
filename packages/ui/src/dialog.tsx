import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

export interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Escape was pressed. Whoever shows the dialog takes it away. */
  readonly onClose: () => void;
}

/**
 * A modal dialog: rendered is open. The browser keeps the focus inside and gives it back afterwards; where what had it
 * is gone, to the heading of the page.
 */
export function Dialog({ title, children, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
      if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="m-auto w-[calc(100%-2rem)] max-w-lg animate-rise rounded-2xl border border-line bg-raised p-6 text-ink shadow-lifted backdrop:bg-black/45 sm:p-8"
    >
      <h2 id={id} className="mb-5 text-xl font-bold tracking-tight text-balance wrap-anywhere">
        {title}
      </h2>
      {children}
    </dialog>
  );
}

/** The buttons at the end of a dialog. */
export function DialogButtons({ children }: { readonly children: ReactNode }) {
  return <div className="mt-7 flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">{children}</div>;
}
