import type { DomainReport } from '@scalr/platform';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { table } from '../terminal.ts';

export default {
  summary: 'The public domain of a server',
  configure(command, act) {
    command
      .command('set')
      .description('serve the apps on subdomains of this domain; says what DNS must say')
      .argument('<domain>', 'such as example.com')
      .option('--email <address>', "whom Let's Encrypt tells when a certificate is about to expire")
      .action(act(set));
    command.command('show').description('the domain, its hosts and what DNS must say').action(act(show));
    command.command('unset').description('serve on localhost only').action(act(unset));
  },
} satisfies CommandModule;

async function show(context: Context) {
  const { describeDomain } = await import('@scalr/platform');
  const { root } = await context.platform();
  return answer(await describeDomain(root));
}

async function set(context: Context, domain: string, { email }: { readonly email?: string }) {
  const { setDomain } = await import('@scalr/platform');
  const { root } = await context.platform();
  return answer(await setDomain(root, domain, email));
}

async function unset(context: Context) {
  const { setDomain } = await import('@scalr/platform');
  const { root } = await context.platform();
  return answer(await setDomain(root, null, undefined));
}

function answer(report: DomainReport) {
  const { domain, acmeEmail, hosts, records } = report;
  if (domain === null) return { data: report, text: 'No public domain. ./scalr domain set <domain> sets one.' };
  const rows = records.map(({ name, type, addresses }) => [
    `  ${name}`,
    type,
    addresses.length === 0
      ? "this server's public address"
      : `this server's public address (here: ${addresses.join(', ')})`,
  ]);
  const email = acmeEmail ?? 'nobody; ./scalr domain set … --email <address>';
  const text = [
    `The apps are served on subdomains of ${domain} once ./scalr up --engine compose has run.`,
    '',
    'DNS must say:',
    table(rows),
    '',
    `Ports 80 and 443 must reach this server: Let's Encrypt asks on 80 before it issues a certificate.`,
    `Told of expiring certificates: ${email}`,
    '',
    'Hosts:',
    ...hosts.map((host) => `  https://${host}`),
  ].join('\n');
  return { data: report, text };
}
