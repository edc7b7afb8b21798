import type { Site } from './site.ts';

/**
 * What an upstream is told of the client, each line ended by CR LF. Whatever the client said itself was stripped, so
 * these values replace it (RFC 9700 §4.13).
 */
export function forwardedLines(site: Site, address: string, port: number): string {
  const node = address.includes(':') ? `"[${address}]"` : address;
  return (
    `Host: ${site.authority}\r\nX-Forwarded-For: ${address}\r\nX-Forwarded-Host: ${site.authority}\r\n` +
    `X-Forwarded-Proto: ${site.scheme}\r\nX-Forwarded-Port: ${port}\r\nX-Real-IP: ${address}\r\n` +
    `Forwarded: for=${node};host="${site.authority}";proto=${site.scheme}\r\n`
  );
}
