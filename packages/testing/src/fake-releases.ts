import type { Releases, Replacement } from '@scalr/ports';

type Images = Partial<Record<Replacement['part'], string>>;

export interface FakeReleases {
  readonly releases: Releases;
  /** What the sources of an app build to from now on; an error: they do not build. */
  sources(slug: string, images: Images | Error): void;
  /** What serves, by slug; may be changed as an operator at another terminal would. */
  readonly serving: Map<string, Images>;
  /** Images that are there. */
  readonly stored: Map<string, Set<string>>;
  /** Images that do not become healthy, with what happens when they are tried. */
  readonly bad: Map<string, unknown>;
  /** Replacements that were tried, in their order: `hello backend b2`. */
  readonly tried: readonly string[];
}

/** Releases that are kept in memory: each image is healthy at once, but for those that are bad. */
export function fakeReleases(): FakeReleases {
  const built = new Map<string, Images | Error>();
  const serving: FakeReleases['serving'] = new Map();
  const stored: FakeReleases['stored'] = new Map();
  const bad: FakeReleases['bad'] = new Map();
  const tried: string[] = [];
  const releases: Releases = {
    build: async (_plan, slug) => {
      const images = built.get(slug) ?? serving.get(slug) ?? {};
      if (images instanceof Error) throw images;
      stored.set(slug, new Set([...(stored.get(slug) ?? []), ...Object.values(images)]));
      return images;
    },
    running: async (slug) => ({ ...serving.get(slug) }),
    settle: async () => {},
    replace: async (_plan, { slug, part, image }, onStep) => {
      tried.push(`${slug} ${part} ${image}`);
      onStep('start');
      if (bad.has(image)) throw bad.get(image);
      onStep('take-over');
      serving.set(slug, { ...serving.get(slug), [part]: image });
      onStep('drain');
    },
    forget: async (slug, keep) => {
      const kept = new Set(keep.flatMap((images) => Object.values(images)));
      const gone = [...(stored.get(slug) ?? [])].filter((image) => !kept.has(image));
      stored.set(slug, new Set([...(stored.get(slug) ?? [])].filter((image) => kept.has(image))));
      return gone;
    },
    restoreCommand: (_plan, slug, folder) => `restore ${slug} ${folder}`,
  };
  const sources: FakeReleases['sources'] = (slug, images) => built.set(slug, images);
  return { releases, sources, serving, stored, bad, tried };
}
