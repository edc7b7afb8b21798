import { z } from 'zod';

const frontendSchema = z.strictObject({
  slug: z.string().min(1),
  /** Lower case, no port: `hello.localhost`. */
  host: z.string().min(1),
  /** Absolute path of the app's `frontend/`. */
  root: z.string().startsWith('/'),
});

/**
 * Parent to the frontend host, over the Node IPC channel: serve exactly these apps. Said again whenever the set
 * changes; apps that stay keep their instance. The socket cannot change.
 */
export const toFrontendHost = z.strictObject({
  type: z.literal('frontends'),
  /** Absolute path of the unix socket to listen on. */
  socket: z.string().startsWith('/'),
  stateFolder: z.string().startsWith('/'),
  installFolder: z.string().startsWith('/'),
  workspaceFolder: z.string().startsWith('/'),
  apps: z.array(frontendSchema),
});

/** One frontend in edit mode. */
export type Frontend = Readonly<z.output<typeof frontendSchema>>;
export type ToFrontendHost = Readonly<z.output<typeof toFrontendHost>>;

/** Frontend host to parent: the socket answers. Said after every `frontends`. */
export type FromFrontendHost = { readonly type: 'listening' };
