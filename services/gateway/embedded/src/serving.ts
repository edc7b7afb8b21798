import type { GatewayLimits } from '@scalr/ports';
import type { AddressCount } from './address-count.ts';
import type { Clock } from './clock.ts';
import type { SecurityHeaders } from './policy.ts';
import type { Router } from './router.ts';

/** What every client connection looks at; replaced in place by a new configuration. */
export interface Serving {
  readonly clock: Clock;
  readonly addresses: AddressCount;
  /** Headers of answers that belong to no site. */
  readonly strangerPolicy: SecurityHeaders;
  router: Router;
  limits: GatewayLimits;
  /** The public one. */
  port: number;
  stopping: boolean;
}
