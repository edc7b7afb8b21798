import { request } from 'node:http';
import { request as requestTls } from 'node:https';

export type ProbeTarget =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: number }
  /** TLS; `ca` is the PEM of the authority to trust. */
  | { readonly host: string; readonly port: number; readonly servername: string; readonly ca: string };

export interface ProbeOptions {
  readonly target: ProbeTarget;
  readonly path: string;
  readonly host: string;
  readonly accept?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** One GET; resolves with the status code, rejects when nobody answers in time. The body is read and thrown away. */
export function probe({ target, path, host, accept, timeoutMs, signal }: ProbeOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = ('ca' in target ? requestTls : request)(
      {
        ...target,
        path,
        headers: { host, ...(accept === undefined ? {} : { accept }) },
        timeout: timeoutMs,
        signal,
        agent: false,
      },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    outgoing.on('error', reject);
    outgoing.end();
  });
}
