import { AppPages } from '@scalr/app-client';

const pages = import.meta.glob('./pages/**/*.tsx');

export function App() {
  return <AppPages pages={pages} name="SCALR" />;
}
