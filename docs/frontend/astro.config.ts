import { join } from 'node:path';
import { siteConfig } from '@scalr/site/config';
import { SITE } from './site.ts';
import { UI_STYLES, uiTokens } from './ui-tokens.ts';

export default await siteConfig({
  ...SITE,
  styles: [UI_STYLES, join(SITE.root, 'src', 'styles', 'site.css')],
  plugins: [uiTokens],
});
