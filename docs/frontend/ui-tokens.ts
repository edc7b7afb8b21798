import { fileURLToPath } from 'node:url';
import type { SiteOptions } from '@scalr/site/config';

/** The style sheet of every app. A site uses its tokens, not what Tailwind would make of the rest. */
export const UI_STYLES = fileURLToPath(import.meta.resolve('@scalr/ui/styles.css'));

const TOKEN = /^\s*(--(?:color|font|shadow)-[\w-]+):([^;]+);/gm;

/** Colours, fonts and shadows of the apps as plain custom properties, read from where they are defined. */
export const uiTokens: SiteOptions['plugins'][number] = {
  name: 'scalr-ui-tokens',
  enforce: 'pre',
  transform(code, id) {
    if (id.split('?')[0] !== UI_STYLES) return null;
    const tokens = [...code.matchAll(TOKEN)].map(([, name, value]) => `${name}:${value};`);
    return { code: `:root {\n${tokens.join('\n')}\n}\n`, map: null };
  },
};
