import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-names.ts';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon: IconName;
  /** What it does, and to what: `Delete Shopping list`. */
  readonly label: string;
}

/** A button that is only a drawing, 44 pixels square. `aria-pressed` makes it a switch, filled while it is on. */
export function IconButton({ icon, label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      data-icon
      className={classNames(
        'grid size-11 shrink-0 cursor-pointer place-items-center rounded-[10px] text-ink-soft transition hover:bg-sunken hover:text-ink aria-pressed:text-accent aria-pressed:[&_svg]:fill-current',
        className,
      )}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
