import { startApp } from '@scalr/app-server';

await startApp({ src: import.meta.dirname });
