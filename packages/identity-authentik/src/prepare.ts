import type { FileSet } from '@scalr/fileset';
import { platformBlueprints } from './platform-blueprint.ts';
import { blueprintRevision, loadSigningKey, type SigningKey } from './signing-key.ts';

/** From `.env.shared`. */
export interface SharedSecrets {
  /** `AUTHENTIK_SECRET_KEY` */
  readonly secretKey: string;
  /** `AUTHENTIK_ADMIN_PASSWORD` */
  readonly adminPassword: string;
  /** `AUTHENTIK_API_TOKEN` */
  readonly apiToken: string;
}

/** What the containers of Authentik are told. */
export interface AuthentikPreparation {
  readonly trustedProxies: readonly string[];
  readonly blueprints: FileSet;
  readonly secrets: SharedSecrets & SigningKey;
}

/**
 * All that Authentik's containers need besides the plan; the signing key is made where there is none.
 * @param folder where that key is kept: `.scalr/authentik`, absolute
 * @param trustedProxies CIDRs of the edge's network
 * @throws ScalrError `AUTHENTIK_KEY_UNUSABLE`
 */
export async function prepareAuthentik(
  folder: string,
  trustedProxies: readonly string[],
  shared: SharedSecrets,
): Promise<AuthentikPreparation> {
  const secrets = { ...shared, ...(await loadSigningKey(folder)) };
  return { trustedProxies, blueprints: platformBlueprints(blueprintRevision(secrets)), secrets };
}
