import { AppPages } from '@scalr/app-client';

/** Every file in pages/ is a page; those that export `nav` are in the menu. */
const pages = import.meta.glob('./pages/**/*.tsx');

export function App() {
  return <AppPages pages={pages} />;
}
