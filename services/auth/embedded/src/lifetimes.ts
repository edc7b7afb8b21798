/** Every lifetime of the service, in seconds. */
export const LIFETIME = {
  /** RFC 6749 §4.1.2: short, single use. */
  code: 60,
  accessToken: 10 * 60,
  idToken: 10 * 60,
  /** Absolute: rotation does not extend it. */
  refreshToken: 14 * 24 * 3600,
  /** A session nobody used, neither by a sign-in nor by a refresh. Long enough for a weekend. */
  sessionIdle: 3 * 24 * 3600,
  /** After this a person signs in again, whatever they did meanwhile. */
  sessionAbsolute: 14 * 24 * 3600,
  /** A cookie session in which nobody has signed in yet. */
  sessionAnonymous: 3600,
  interaction: 3600,
  /** A new key is only published this long, so that every cached key set knows it before it signs. */
  keyOverlap: 11 * 60,
  /** A replaced key stays published until the last token it signed is dead, plus leeway. */
  keyRetention: 15 * 60 + 60,
} as const;
