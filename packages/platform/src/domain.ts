import { networkInterfaces } from 'node:os';
import { hostOf } from '@scalr/plan';
import { DOMAIN, loadWorkspace, readSettings, writeSettings } from '@scalr/workspace';
import { errors } from './errors.ts';

/** One record that the zone of the domain needs (RFC 1035 §3.2). */
export interface DnsRecord {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  /** Addresses of this machine that are not loopback; empty: whatever its public address is. */
  readonly addresses: readonly string[];
}

export interface DomainReport {
  /** Null: everything is on `localhost`. */
  readonly domain: string | null;
  readonly acmeEmail: string | null;
  /** Public hosts as they are with it, sign-in first. */
  readonly hosts: readonly string[];
  readonly records: readonly DnsRecord[];
}

/** Names that no public DNS and no certificate authority knows (RFC 6761, RFC 6762, RFC 7686, RFC 9476). */
const PRIVATE = /(?:^|\.)(?:localhost|local|localdomain|internal|invalid|onion|alt)$/;

/**
 * Writes the public domain into `.env.shared`; the next `up` of an engine for servers serves it.
 * @throws ScalrError `DOMAIN_PRIVATE`, `DOMAIN_INVALID`, `SETTING_BAD_VALUE`
 */
export async function setDomain(
  root: string,
  domain: string | null,
  acmeEmail: string | null | undefined,
): Promise<DomainReport> {
  const name = domain?.trim().toLowerCase().replace(/\.$/, '') ?? null;
  if (name !== null && PRIVATE.test(name)) throw errors.error('domainPrivate', { domain: name });
  if (name !== null && !DOMAIN.test(name)) throw errors.error('domainInvalid', { domain: name });
  await writeSettings(root, {
    SCALR_PUBLIC_DOMAIN: name,
    ...(acmeEmail === undefined ? {} : { SCALR_ACME_EMAIL: acmeEmail }),
  });
  return describeDomain(root);
}

export async function describeDomain(root: string): Promise<DomainReport> {
  const [{ publicDomain = null, acmeEmail = null }, { apps }] = await Promise.all([
    readSettings(root),
    loadWorkspace(root),
  ]);
  if (publicDomain === null) return { domain: null, acmeEmail, hosts: [], records: [] };
  const origin = { scheme: 'https', domain: publicDomain, port: 443 } as const;
  const subdomains = apps
    .filter(({ manifest }) => manifest.lifecycle.status !== 'archived')
    .map(({ manifest }) => manifest.routing.subdomain ?? manifest.slug);
  const hosts = ['auth', ...subdomains.sort()].map((subdomain) => hostOf(origin, subdomain));
  const here = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  const record = (type: DnsRecord['type'], family: string): DnsRecord => ({
    ...{ name: `*.${publicDomain}`, type },
    addresses: here.filter((one) => one.family === family).map(({ address }) => address),
  });
  const records = [record('A', 'IPv4'), record('AAAA', 'IPv6')];
  // Without an address of that family here there is nothing to publish; an A record is always needed.
  return {
    domain: publicDomain,
    acmeEmail,
    hosts,
    records: records.filter(({ type, addresses }) => type === 'A' || addresses.length > 0),
  };
}
