import { startApp } from '@scalr/app-server';
import { portalSettings } from './settings.ts';

await startApp({ src: import.meta.dirname, settings: portalSettings });
