import type { ReactNode } from 'react';

export interface AppShellProps {
  /** Name of the app, with its mark. */
  readonly brand: ReactNode;
  /** Beside it: the ways to the pages. */
  readonly navigation?: ReactNode;
  /** Right end of the header: the person's menu. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of a page: skip link, header and the main landmark. */
export function AppShell({ brand, navigation, actions, children }: AppShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only z-20 rounded-lg bg-surface px-4 py-2 font-semibold text-accent shadow-lifted focus:not-sr-only focus:absolute focus:top-3 focus:left-3"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-10 border-b border-line bg-surface/85 backdrop-blur-md">
        <div className="mx-auto flex h-16 w-full max-w-7xl items-center justify-between gap-4 px-4 sm:px-6">
          <div className="flex min-w-0 items-center gap-2 md:gap-6">
            {brand}
            {navigation}
          </div>
          <div className="flex shrink-0 items-center">{actions}</div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-7xl grow px-4 py-8 outline-none sm:px-6 sm:py-12">
        {children}
      </main>
    </div>
  );
}
