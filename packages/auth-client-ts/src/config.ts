import { SignInError } from './errors.ts';

/** What a frontend is told about its identity provider, at run time. */
export interface AuthConfig {
  /** Compared byte for byte. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Server time minus this machine's, in seconds. Default 0. */
  readonly clockOffset?: number;
}

/** `/app-config.json` of an app on the platform. */
export interface AppConfig extends AuthConfig {
  readonly slug: string;
  readonly name: string;
  /** False: everybody may look; signing in is by wish. */
  readonly authRequired: boolean;
  readonly portalUrl: string;
  /** Whose dialect of OpenID Connect the provider speaks. */
  readonly provider?: 'embedded' | 'authentik' | 'generic';
  /** #rrggbb */
  readonly color?: string;
  /** Data URI of an SVG that stands on the colour; null: the app has none that can be drawn. */
  readonly icon?: string | null;
}

/** Path on the app's own origin that the provider comes back to. */
export const CALLBACK_PATH = '/auth/callback';

/**
 * Reads the app's description, and by its `Date` how wrong this machine's clock is.
 * @throws SignInError `AUTH_CONFIG_UNAVAILABLE` where it cannot be read within ten seconds
 */
export async function loadAppConfig(url = '/app-config.json'): Promise<AppConfig> {
  try {
    const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
    const config = (await response.json()) as AppConfig;
    if (typeof config.issuer !== 'string') throw response.status;
    const date = Date.parse(response.headers.get('date') ?? '');
    return { ...config, clockOffset: Number.isNaN(date) ? 0 : Math.round((date - Date.now()) / 1_000) };
  } catch (cause) {
    throw new SignInError('config', cause);
  }
}
