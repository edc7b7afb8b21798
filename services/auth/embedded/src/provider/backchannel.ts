import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import type { IdentitySettings } from '../settings.ts';

/** What oidc-provider calls for every outgoing request; the only ones it makes here are back-channel logouts. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

const isLocal = (host: string) => host === 'localhost' || host.endsWith('.localhost');

/**
 * Sends requests for `*.localhost`, which Node does not resolve, to the gateway with the name in the Host header.
 * Everything else goes where it says.
 */
export function createBackchannelFetch({
  gatewayAddress,
  gatewayCaFile,
}: Pick<IdentitySettings, 'gatewayAddress' | 'gatewayCaFile'>): Fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (gatewayAddress === null || !isLocal(url.hostname)) return fetch(url, init);
    const [host, port] = gatewayAddress.split(':');
    const body = init.body instanceof URLSearchParams ? init.body.toString() : String(init.body ?? '');
    const headers = Object.fromEntries(new Headers(init.headers));
    const isTls = url.protocol === 'https:';
    const trust = isTls && gatewayCaFile !== null ? { ca: await readFile(gatewayCaFile) } : {};
    return new Promise((resolve, reject) => {
      const outgoing = (isTls ? requestTls : request)(
        {
          host,
          port: Number(port),
          method: init.method ?? 'GET',
          path: `${url.pathname}${url.search}`,
          headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
          ...(isTls ? { servername: url.hostname, ...trust } : {}),
          ...(init.signal ? { signal: init.signal } : {}),
        },
        (incoming) => {
          incoming.resume();
          const status = incoming.statusCode ?? 502;
          incoming.on('end', () => resolve(new Response(null, { status: status < 200 ? 502 : status })));
          incoming.on('error', reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  };
}
