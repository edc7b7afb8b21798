/** The paths of each section's task list, by its heading: `- [ ] \`path\`: what`. */
export function taskLists(page: string): ReadonlyMap<string, readonly string[]> {
  const sections = page.split(/^## /m).slice(1);
  return new Map(
    sections
      .map((section) => {
        const paths = [...section.matchAll(/^- \[ \] `([^`]+)`/gm)].map(([, path = '']) => path);
        return [section.split('\n')[0] as string, paths] as const;
      })
      .filter(([, paths]) => paths.length > 0),
  );
}

/** A path of a list, with names for what stands in angle brackets. */
export function withNames(path: string, names: Readonly<Record<string, string>>): string {
  return path.replaceAll(/<(\w+)>/g, (placeholder, name: string) => names[name] ?? placeholder);
}
