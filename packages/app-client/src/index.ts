export { AppMark } from './app-mark.tsx';
export { AppPages, type AppPagesProps } from './app-pages.tsx';
export { Loaded, type LoadedProps } from './loaded.tsx';
export { Page, type PageProps } from './page.tsx';
export type { PageModule, PageNav } from './page-files.ts';
export { formProblem, messageOf } from './problem.ts';
export { startApp } from './start-app.tsx';
export { useSettled } from './use-settled.ts';
