import { Badge } from '@scalr/ui';
import type { CSSProperties } from 'react';
import type { Tile } from '../../api.ts';

/** One app, whole as one link. */
export function AppTile({ app }: { readonly app: Tile }) {
  return (
    <li>
      <a
        href={app.url}
        className="group flex h-full items-start gap-4 rounded-2xl border border-line bg-surface p-5 shadow-card transition hover:-translate-y-0.5 hover:border-line-strong/60 hover:shadow-lifted"
      >
        <TileIcon icon={app.icon} color={app.color} />
        <span className="min-w-0">
          <span className="flex items-center gap-2">
            <span className="truncate font-semibold">{app.name}</span>
            {app.beta && <Badge>Beta</Badge>}
          </span>
          <span className="mt-1 line-clamp-3 text-[15px] leading-snug text-ink-soft">{app.description}</span>
        </span>
      </a>
    </li>
  );
}

function TileIcon({ icon, color }: { readonly icon: string | null; readonly color: string }) {
  return (
    <span
      className="grid size-12 shrink-0 place-items-center rounded-xl bg-(--tile) bg-linear-to-b from-white/20 to-transparent text-white shadow-card"
      style={{ '--tile': color } as CSSProperties}
    >
      {icon !== null && <img src={icon} alt="" width={24} height={24} />}
    </span>
  );
}
