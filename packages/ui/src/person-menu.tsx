import { Avatar } from './avatar.tsx';
import { Menu, type MenuItem } from './menu.tsx';

export interface PersonMenuProps {
  readonly name: string;
  /** Second line: the e-mail address or user name. */
  readonly detail?: string | null;
  readonly items: readonly MenuItem[];
}

/** The signed-in person at the right of a header. */
export function PersonMenu({ name, detail, items }: PersonMenuProps) {
  return (
    <Menu
      label={`Menu of ${name}`}
      button={
        <>
          <span className="hidden max-w-48 truncate text-[15px] font-medium sm:block">{name}</span>
          <Avatar name={name} />
        </>
      }
      heading={
        <>
          <p className="truncate font-semibold">{name}</p>
          {detail && <p className="truncate text-sm text-ink-soft">{detail}</p>}
        </>
      }
      items={items}
    />
  );
}
