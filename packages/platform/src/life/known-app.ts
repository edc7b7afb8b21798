import { type Manifest, parseManifest, RESERVED, TEMPLATE_SLUG } from '@scalr/manifest';
import { HUB_SLUG } from '@scalr/plan';
import { neighbourOf } from '@scalr/scaffold';
import { MANIFEST_NAME, readManifestTexts } from '@scalr/workspace';
import { lifeErrors } from './errors.ts';

export interface KnownApp {
  /** Relative to the workspace root. */
  readonly folder: string;
  readonly text: string;
  readonly manifest: Manifest;
}

/**
 * The app of a slug, archived or not.
 * @throws ScalrError `APP_NOT_FOUND`, `APP_MANIFEST_UNFIT`
 */
export async function knownApp(root: string, slug: string): Promise<KnownApp> {
  const manifests = await readManifestTexts(root);
  const found = manifests.find(({ folder }) => folder.split('/').at(-1) === slug);
  if (found === undefined) {
    const known = manifests.map((one) => one.folder.split('/').at(-1) ?? neighbourOf(one).folder).sort();
    throw lifeErrors.error('unknown', { slug, known: known.join(', ') });
  }
  const { folder, text } = found;
  const parsed = parseManifest(text, { file: `${folder}/${MANIFEST_NAME}`, folder });
  if (!parsed.ok) throw lifeErrors.error('unfit', { folder });
  return { folder, text, manifest: parsed.manifest };
}

/** Apps that the platform or new apps are made of. @throws ScalrError `APP_IS_KEPT` */
export function refuseKept({ slug, kind }: Manifest): void {
  const known: readonly string[] = RESERVED.platformOnly;
  const why =
    slug === HUB_SLUG && kind === 'platform'
      ? 'it is where everybody signs in and finds the other apps'
      : slug === TEMPLATE_SLUG
        ? 'new apps are made of it'
        : known.includes(slug)
          ? 'the platform itself knows it by this name'
          : undefined;
  if (why !== undefined) throw lifeErrors.error('kept', { slug, why });
}
