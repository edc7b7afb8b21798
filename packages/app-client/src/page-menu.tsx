import { LineIcon, Menu } from '@scalr/ui';
import { NavLink, useNavigate } from 'react-router';
import type { MenuEntry } from './page-files.ts';

const LINES = [
  ['path', { d: 'M4 6h16' }],
  ['path', { d: 'M4 12h16' }],
  ['path', { d: 'M4 18h16' }],
] as const;

interface PageMenuProps {
  readonly entries: readonly MenuEntry[];
}

/** The pages as links beside the app's name, where there is room. */
export function PageLinks({ entries }: PageMenuProps) {
  return (
    <nav aria-label="Pages" className="hidden min-w-0 items-center gap-1 overflow-x-auto md:flex">
      {entries.map(({ path, label }) => (
        <NavLink
          key={path}
          to={path}
          end={path === '/'}
          className="flex min-h-11 items-center rounded-lg px-3 text-[15px] font-medium whitespace-nowrap text-ink-soft hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
        >
          {label}
        </NavLink>
      ))}
    </nav>
  );
}

/** The same behind one button, where there is none. */
export function PageMenu({ entries }: PageMenuProps) {
  const navigate = useNavigate();
  return (
    <div className="md:hidden">
      <Menu
        label="Pages"
        button={<LineIcon shapes={LINES} />}
        items={entries.map(({ path, label }) => ({ label, href: path, onSelect: () => void navigate(path) }))}
      />
    </div>
  );
}
