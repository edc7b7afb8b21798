import { backupsToDelete, releasesToKeep } from './decide.ts';
import type { ReleaseGround } from './ground.ts';
import { readHistory } from './release-history.ts';
import { deleteBackups } from './save-before.ts';

/** Takes away images and backups of releases nobody goes back to any more. */
export async function makeRoom({ root, releases }: ReleaseGround, slug: string, keep: number): Promise<void> {
  const history = await readHistory(root, slug);
  const running = await releases.running(slug);
  const kept = releasesToKeep(history, running, keep).map(({ images }) => images);
  await releases.forget(slug, [...kept, running]);
  await deleteBackups(root, slug, backupsToDelete(history, keep));
}
