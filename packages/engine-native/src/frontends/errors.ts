import { catalogue } from '@scalr/errors';
import type { FrontendKind } from '@scalr/plan';

type App = { readonly slug: string };
type Inline = App & { readonly kind: FrontendKind; readonly name: string; readonly what: string };

/** What is wrong with one app's sources. The app is quarantined; everything else goes on. */
export const frontendErrors = catalogue({
  buildFailed: {
    code: 'FRONTEND_BUILD_FAILED',
    title: 'A frontend does not build',
    kind: 'user',
    message: (d: App & { detail: string }) => `the frontend of ${d.slug} does not build: ${d.detail}`,
    fix: (d: App & { place: string }) => `correct ${d.place}, then ./scalr up --prod`,
  },
  inlineCode: {
    code: 'FRONTEND_INLINE_CODE',
    title: 'A page holds a script or style of its own',
    kind: 'user',
    message: (d: Inline) =>
      `${d.name} of ${d.slug} holds ${d.what}, which its content security policy forbids: a browser would not run it`,
    fix: (d: Inline) =>
      d.kind === 'page'
        ? 'move it into a file below src/ and import that from src/main.tsx'
        : 'move it into a file below src/ or public/ that the page names',
  },
});
