import { Brand } from '@scalr/ui';
import { useEffect } from 'react';
import { Link } from 'react-router';

export interface AppBrandProps {
  readonly name: string;
  readonly color: string | undefined;
  /** Data URI of an SVG. */
  readonly icon: string | null | undefined;
}

const COLOR = '#4338ca';

/** Name and mark of the app in its header, and the same mark on the tab of the browser. */
export function AppBrand({ name, color = COLOR, icon }: AppBrandProps) {
  useEffect(() => showTabIcon(name, color, icon ?? null), [name, color, icon]);
  const mark = icon ? (
    <img src={icon} alt="" width={18} height={18} />
  ) : (
    <span
      aria-hidden="true"
      data-initial={firstLetter(name)}
      className="font-semibold before:content-[attr(data-initial)]"
    />
  );
  return <Brand name={name} color={color} mark={mark} as={Link} />;
}

const firstLetter = (name: string) => [...name][0]?.toLocaleUpperCase() ?? '';

function showTabIcon(name: string, color: string, icon: string | null): void {
  const drawing =
    icon === null
      ? `<text x="18" y="25" fill="#fff" font-family="sans-serif" font-size="20" font-weight="600" text-anchor="middle">${escapeText(firstLetter(name))}</text>`
      : `<image x="6" y="6" width="24" height="24" href="${escapeText(icon)}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="8" fill="${escapeText(color)}"/>${drawing}</svg>`;
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]') ?? document.createElement('link');
  link.rel = 'icon';
  link.href = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  document.head.append(link);
}

const escapeText = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);
