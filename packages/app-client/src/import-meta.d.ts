/** What Vite adds to a module, as far as pages need it. */
interface ImportMeta {
  glob(pattern: string): Record<string, () => Promise<unknown>>;
}
