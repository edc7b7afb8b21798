import type { ComposeHealthcheck } from './compose-file.ts';

/**
 * Healthy, and so reached by the edge, is an Authentik only once the platform's blueprint was applied: before, its
 * first administrator has no password and whoever comes first could give it one. The token that this blueprint makes
 * is the proof. Later only readiness counts, so that a lost token signs nobody out.
 */
const SCRIPT = `ask() {
  exec 3<>/dev/tcp/127.0.0.1/9000 || return 1
  printf 'GET %s HTTP/1.1\\r\\nHost: localhost\\r\\nAuthorization: Bearer %s\\r\\nConnection: close\\r\\n\\r\\n' "$1" "$2" >&3
  read -r _ status _ <&3
  exec 3>&-
  [ "\${status:0:1}" = 2 ]
}
if [ ! -e /tmp/prepared ]; then
  ask /api/v3/core/users/me/ "$(cat /run/secrets/authentik-api-token)" || exit 1
  : > /tmp/prepared
fi
ask /-/health/ready/ none
`;

/** The first start migrates a whole database. */
const PATIENCE = { interval: '10s', timeout: '10s', retries: 6, start_period: '600s', start_interval: '5s' } as const;

export const AUTHENTIK_HEALTHCHECK: ComposeHealthcheck = { test: ['CMD', 'bash', '-c', SCRIPT], ...PATIENCE };

/** The image's own. */
export const AUTHENTIK_WORKER_HEALTHCHECK: ComposeHealthcheck = {
  ...{ test: ['CMD', 'ak', 'healthcheck'] },
  ...{ ...PATIENCE, interval: '30s', timeout: '30s' },
};
