import { catalogue } from '@scalr/errors';

/** Nothing stops for these: the platform runs from its sources, only slower. */
export const stackErrors = catalogue({
  bundleFailed: {
    code: 'BUNDLE_FAILED',
    title: 'A part of the platform could not be bundled',
    kind: 'environment',
    message: (d: { name: string; detail: string }) => `${d.name} could not be bundled and runs unbundled: ${d.detail}`,
    fix: () => 'rm -rf .scalr/cache && ./scalr up; if it stays so, rm -rf node_modules && ./scalr up',
  },
});
