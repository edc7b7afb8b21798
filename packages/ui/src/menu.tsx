import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

/** One entry of a menu: a link, or something to do. */
export interface MenuItem {
  readonly label: string;
  /** A link, ... */
  readonly href?: string;
  /** ... or something to do. With both, this is done, and the link is for another tab. */
  readonly onSelect?: () => void;
}

export interface MenuProps {
  /** Name of the button for screen readers. */
  readonly label: string;
  readonly button: ReactNode;
  /** Shown above the items. */
  readonly heading?: ReactNode;
  readonly items: readonly MenuItem[];
}

const ITEM =
  'flex min-h-11 w-full cursor-pointer items-center rounded-lg px-3 text-left text-[15px] hover:bg-sunken focus-visible:-outline-offset-2';

/** A menu button (WAI-ARIA APG): arrows, Home, End and Escape; closes when the focus leaves. */
export function Menu({ label, button, heading, items }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const id = useId();
  const entries = () => [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];

  // biome-ignore lint/correctness/useExhaustiveDependencies: only opening moves the focus
  useEffect(() => {
    if (!isOpen) return;
    entries()[0]?.focus();
    const closeOutside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, [isOpen]);

  function onKeyDown(event: KeyboardEvent): void {
    if (!isOpen) {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      setOpen(true);
      return;
    }
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all.at(to % all.length)?.focus();
    } else if (event.key === 'Escape') {
      setOpen(false);
      trigger.current?.focus();
    } else if (event.key === 'Tab') {
      setOpen(false);
    }
  }

  return (
    <div ref={root} className="relative">
      <button
        ref={trigger}
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={onKeyDown}
        className="flex min-h-11 cursor-pointer items-center gap-2.5 rounded-xl px-2 hover:bg-sunken"
      >
        {button}
      </button>
      {isOpen && (
        <div className="absolute right-0 z-20 mt-2 w-64 max-w-[calc(100vw-2rem)] rounded-2xl border border-line bg-raised p-1.5 shadow-lifted">
          {heading !== undefined && <div className="mb-1.5 border-b border-line px-3 py-2.5">{heading}</div>}
          <div id={id} role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
            {items.map(({ label: text, href, onSelect }) =>
              href === undefined ? (
                <button
                  key={text}
                  type="button"
                  role="menuitem"
                  tabIndex={-1}
                  className={ITEM}
                  onClick={() => {
                    setOpen(false);
                    onSelect?.();
                  }}
                >
                  {text}
                </button>
              ) : (
                <a
                  key={text}
                  href={href}
                  role="menuitem"
                  tabIndex={-1}
                  className={ITEM}
                  onClick={(event) => {
                    if (onSelect === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
                    event.preventDefault();
                    setOpen(false);
                    onSelect();
                  }}
                >
                  {text}
                </a>
              ),
            )}
          </div>
        </div>
      )}
    </div>
  );
}
