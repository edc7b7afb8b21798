import { useAuth } from '@scalr/auth-client/react';
import type { CSSProperties } from 'react';

/** Where the platform told no colour. */
export const MARK_COLOR = '#4338ca';

/** What stands for the app: its icon on its colour, as on its tile. Where it has no icon, the first letter of its name. */
export function AppMark({ size = 32 }: { readonly size?: number }) {
  const { config } = useAuth();
  const style: CSSProperties = {
    width: size,
    height: size,
    background: config?.color ?? MARK_COLOR,
    fontSize: size / 2,
  };
  return (
    <span
      style={style}
      className="grid shrink-0 place-items-center rounded-[28%] bg-linear-to-b from-white/20 to-transparent font-semibold text-white"
    >
      {config?.icon ? (
        <img src={config.icon} alt="" width={size * 0.56} height={size * 0.56} />
      ) : (
        <span
          aria-hidden="true"
          data-initial={firstLetter(config?.name ?? '')}
          className="before:content-[attr(data-initial)]"
        />
      )}
    </span>
  );
}

export const firstLetter = (name: string) => [...name][0]?.toLocaleUpperCase() ?? '';
