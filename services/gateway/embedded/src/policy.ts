import { PolicyBit } from './header-kind.ts';

const PERMISSIONS = 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), hid=(), midi=()';

/** Security headers of one host: for each set of headers an answer brings itself, the text of those it lacks. */
export class SecurityHeaders {
  readonly #values: readonly (readonly [number, string])[];
  readonly #text: string[] = [];

  constructor(options: { contentSecurityPolicy: string; referrerPolicy: string; tls: boolean }) {
    const values: [number, string][] = [
      [PolicyBit['x-content-type-options'], 'X-Content-Type-Options: nosniff'],
      [PolicyBit['referrer-policy'], `Referrer-Policy: ${options.referrerPolicy}`],
      [PolicyBit['permissions-policy'], `Permissions-Policy: ${PERMISSIONS}`],
      [PolicyBit['x-frame-options'], 'X-Frame-Options: DENY'],
      [PolicyBit['cross-origin-opener-policy'], 'Cross-Origin-Opener-Policy: same-origin'],
      [PolicyBit['content-security-policy'], `Content-Security-Policy: ${options.contentSecurityPolicy}`],
    ];
    if (options.tls)
      values.push([
        PolicyBit['strict-transport-security'],
        'Strict-Transport-Security: max-age=31536000; includeSubDomains',
      ]);
    this.#values = values;
  }

  /** `present`: bits of {@link PolicyBit}. */
  lacking(present: number): string {
    let text = this.#text[present];
    if (text === undefined) {
      text = this.#values
        .filter(([bit]) => (present & bit) === 0)
        .map(([, line]) => `${line}\r\n`)
        .join('');
      this.#text[present] = text;
    }
    return text;
  }
}
