import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { writeIfChanged } from '@scalr/fileset';
import { readWorkspaceText } from '@scalr/workspace';

const FILE = '.scalr/mcp-token';

/** The token of this workspace, which stays, so that clients stay configured; the file is for its owner alone. */
export async function mcpToken(root: string): Promise<{ readonly token: string; readonly file: string }> {
  const kept = (await readWorkspaceText(root, FILE))?.trim();
  const token = kept !== undefined && /^[\w-]{43}$/.test(kept) ? kept : randomBytes(32).toString('base64url');
  await writeIfChanged(join(root, FILE), `${token}\n`, { mode: 0o600 });
  return { token, file: FILE };
}
