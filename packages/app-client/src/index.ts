export { AppPages, type AppPagesProps } from './app-pages.tsx';
export { Page, type PageProps } from './page.tsx';
export type { PageModule, PageNav } from './page-files.ts';
export { fieldErrors, messageOf } from './problem.ts';
export { startApp } from './start-app.tsx';
