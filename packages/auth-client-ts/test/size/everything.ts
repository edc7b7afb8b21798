export { AuthProvider, useAuth, useAuthFetch, useUser } from '@scalr/auth-client/react';
