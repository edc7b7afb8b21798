import { useAuth } from '@scalr/auth-client/react';
import { Brand } from '@scalr/ui';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { AppMark, firstLetter, MARK_COLOR } from './app-mark.tsx';

/** Mark and name of the app in its header, and the same mark on the tab of the browser. */
export function AppBrand({ name }: { readonly name: string }) {
  const { config } = useAuth();
  const { color = MARK_COLOR, icon = null } = config ?? {};
  useEffect(() => showTabIcon(name, color, icon), [name, color, icon]);
  return <Brand name={name} mark={<AppMark />} as={Link} />;
}

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
