import './index.css';
import { AuthProvider } from '@scalr/auth-client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <AuthProvider autoSignIn={false}>
      <App />
    </AuthProvider>
  </StrictMode>,
);
