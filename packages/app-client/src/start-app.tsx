import { AuthProvider } from '@scalr/auth-client/react';
import { ToastProvider } from '@scalr/ui';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ComponentType, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { createQueryClient } from './query-client.ts';

/** Signs the person in and shows the app in `<div id="root">`: what `main.tsx` calls, once. */
export function startApp(App: ComponentType): void {
  // While editing: without this, a page that exports `nav` would be a new load of everything instead of a refresh.
  Object.assign(window, { __getReactRefreshIgnoredExports: () => ['nav'] });
  const queries = createQueryClient();
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <AuthProvider>
        <QueryClientProvider client={queries}>
          <ToastProvider>
            <BrowserRouter>
              <App />
            </BrowserRouter>
          </ToastProvider>
        </QueryClientProvider>
      </AuthProvider>
    </StrictMode>,
  );
}
