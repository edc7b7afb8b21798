export { launchBrowser } from './browser.ts';
export { buildFrontend } from './build-frontend.ts';
