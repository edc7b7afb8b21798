import type { ComposeHealthcheck } from './compose-file.ts';

/**
 * Asks a server of the container itself for a page, which must be there (200).
 *
 * Done by bash alone, since it is asked every few seconds in every container: a new Node or Python costs a tenth of a
 * second of a processor each time. While `/tmp/draining` exists the answer is no, so that the edge sends nobody there
 * any more and what is running can end: `docker exec <container> touch /tmp/draining`.
 * @param path begins with a slash
 */
export function httpHealthcheck(port: number, path: string): ComposeHealthcheck {
  const ask = `exec 3<>/dev/tcp/127.0.0.1/${port}`;
  const say = `printf 'GET %s HTTP/1.1\\r\\nHost: 127.0.0.1:${port}\\r\\nConnection: close\\r\\n\\r\\n' '${path}' >&3`;
  const hear = `read -r _ status _ <&3 && test "$status" = 200`;
  return {
    test: ['CMD', 'bash', '-c', `test ! -e /tmp/draining && ${ask} && ${say} && ${hear}`],
    ...{ interval: '5s', timeout: '4s', retries: 3, start_period: '60s', start_interval: '1s' },
  };
}
