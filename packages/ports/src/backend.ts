/** Over the Node IPC channel, parent to a spare backend process: become this app. Said once. */
export interface BecomeBackend {
  readonly type: 'become';
  /** Absolute path of the module to import. */
  readonly entry: string;
  readonly cwd: string;
  /** Replaces the whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Backend to parent: a spare is warm, or a backend listens on `PORT` and its migrations are done. */
export type FromBackend = { readonly type: 'spare-ready' } | { readonly type: 'listening' };
