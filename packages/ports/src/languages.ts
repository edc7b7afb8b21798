import type { Manifest } from '@scalr/manifest';

/** What the machine must have before a backend of a language can run. */
export interface Languages {
  /**
   * Makes it ready, the first time perhaps for minutes; nothing where it is ready already.
   * @param template folder whose backend says what it needs, relative to the workspace root
   * @throws ScalrError with what is missing and how to get it
   */
  ready(backend: Manifest['backend'], template: string): Promise<void>;
}
