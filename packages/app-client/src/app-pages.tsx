import { useAuth } from '@scalr/auth-client/react';
import { AppShell } from '@scalr/ui';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { Route, Routes } from 'react-router';
import { AppBrand } from './app-brand.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { PageBoundary } from './page-boundary.tsx';
import { type MenuEntry, menuOf, type PageGlob, pageFiles } from './page-files.ts';
import { PageLinks, PageMenu } from './page-menu.tsx';
import { PageSkeleton } from './page-skeleton.tsx';
import { SignedInMenu } from './signed-in-menu.tsx';

export interface AppPagesProps {
  /** `import.meta.glob('./pages/**\/*.tsx')`: each file is a page, fetched when it is opened. */
  readonly pages: PageGlob;
  /** Default: the name in the manifest. */
  readonly name?: string;
}

/** The whole app: header with name, menu and person, and the page that the address names. */
export function AppPages({ pages: files, name }: AppPagesProps) {
  const { config } = useAuth();
  const pages = useMemo(() => pageFiles(files).map((page) => ({ ...page, Page: lazy(page.load) })), [files]);
  const [menu, setMenu] = useState<readonly MenuEntry[]>([]);
  useEffect(() => {
    let isCurrent = true;
    void menuOf(pages).then((entries) => isCurrent && setMenu(entries));
    return () => {
      isCurrent = false;
    };
  }, [pages]);
  return (
    <AppShell
      brand={<AppBrand name={name ?? config?.name ?? ''} />}
      navigation={menu.length > 1 && <PageLinks entries={menu} />}
      actions={
        <>
          {menu.length > 1 && <PageMenu entries={menu} />}
          <SignedInMenu />
        </>
      }
    >
      <PageBoundary>
        <Suspense fallback={<PageSkeleton />}>
          <Routes>
            {pages.map(({ path, Page }) => (
              <Route key={path} path={path} element={<Page />} />
            ))}
            <Route path="*" element={<NotFoundPage />} />
          </Routes>
        </Suspense>
      </PageBoundary>
    </AppShell>
  );
}
