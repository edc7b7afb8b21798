/** Names of the icons that a page may have, as Lucide calls them. Others are drawn with `LineIcon`. */
export const ICON_NAMES = [
  'plus',
  'pencil',
  'trash',
  'pin',
  'search',
  'check',
  'x',
  'calendar',
  'user',
  'file-text',
  'settings',
  'download',
  'upload',
  'funnel',
  'ellipsis',
  'star',
  'notebook-pen',
] as const;

/** One of `ICON_NAMES`. */
export type IconName = (typeof ICON_NAMES)[number];
