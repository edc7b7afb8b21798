import { type HeaderList, replaced, valuesOf, without, wordsOf } from '../header-list.ts';

/** What only the edge says of a client. */
const OWN_WORDS = [
  ...['X-Forwarded-Proto', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Port', 'X-Forwarded-Server'],
  ...['X-Forwarded-Uri', 'X-Forwarded-Method', 'X-Forwarded-Prefix', 'X-Forwarded-Tls-Client-Cert'],
  ...['X-Forwarded-Tls-Client-Cert-Info', 'X-Real-Ip'],
];

/** Fields for one connection only (RFC 9110 §7.6.1). */
const HOP_BY_HOP = [
  ...['Connection', 'Keep-Alive', 'Proxy-Authenticate', 'Proxy-Authorization', 'Proxy-Connection', 'TE', 'Trailer'],
  ...['Transfer-Encoding', 'Upgrade'],
];

export interface Client {
  readonly address: string;
  readonly host: string;
  readonly isEncrypted: boolean;
  readonly isWebSocket: boolean;
}

/** Headers of a client without what it may not say, and with what the edge says of it. */
export function forwardedHeaders(headers: HeaderList, client: Client, server: string): HeaderList {
  // Without the names that many a server takes for another one: X_Forwarded_User.
  const plain = headers.filter(([name]) => /^[A-Za-z0-9-]+$/.test(name));
  const scheme = client.isWebSocket ? 'ws' : 'http';
  return [
    ...withoutHops(without(plain, OWN_WORDS)),
    ...(client.isWebSocket
      ? ([
          ['Connection', 'Upgrade'],
          ['Upgrade', 'websocket'],
        ] as const)
      : []),
    ['X-Forwarded-For', client.address],
    ['X-Forwarded-Host', client.host],
    ['X-Forwarded-Port', /:(\d+)$/.exec(client.host)?.[1] ?? (client.isEncrypted ? '443' : '80')],
    ['X-Forwarded-Proto', client.isEncrypted ? `${scheme}s` : scheme],
    ['X-Forwarded-Server', server],
    ['X-Real-Ip', client.address],
  ];
}

/** Without what was meant for this connection, nor what `Connection` names. */
export function withoutHops(headers: HeaderList): HeaderList {
  return without(headers, [...HOP_BY_HOP, ...wordsOf(headers, 'connection')]);
}

/** The length of a body that comes without one is only known to its connection. */
export function withLengthOf(headers: HeaderList, hasBody: boolean, method: string): HeaderList {
  if (hasBody)
    return valuesOf(headers, 'content-length').length > 0 ? headers : [...headers, ['Transfer-Encoding', 'chunked']];
  return ['POST', 'PUT', 'PATCH'].includes(method)
    ? replaced(headers, 'Content-Length', '0')
    : without(headers, ['content-length']);
}
