import { formatProblem } from '@scalr/errors';
import { maskPlan } from './mask-plan.ts';
import type { Plan } from './plan.ts';

/** The plan as text for a terminal: every route, process, database, client and environment key, secrets masked. */
export function describePlan(plan: Plan): string {
  const { apps, routes, processes, databases, clients, quarantined, ...platform } = maskPlan(plan);
  const sections = [
    table('Platform', [
      ['portal', platform.portalUrl],
      ['issuer', platform.issuer],
      ['mode', platform.mode],
      ['apps', platform.choice.all ? 'all' : 'those asked for'],
      ['postgres', platform.postgres.kind === 'server' ? platform.postgres.url : 'embedded'],
      ['log level', platform.logLevel],
      ['sleep', platform.sleepAfterSeconds === 0 ? 'never' : `after ${platform.sleepAfterSeconds} s without a request`],
    ]),
    table('Routes', [
      ['HOST', 'APP', 'BACKEND PATHS', 'REST'],
      ...routes.flatMap(({ host, formerHosts, slug, backendPaths, frontend }) => [
        [host, slug, backendPaths.join(' ') || '-', frontend ?? '-'],
        ...formerHosts.map((former) => [former, slug, '-', `sent on to ${host}`]),
      ]),
    ]),
    table('Processes', [
      ['NAME', 'KIND', 'APP', 'SLEEPS'],
      ...processes.map(({ name, kind, slug, sleeps }) => [name, kind, slug ?? '-', sleeps ? 'yes' : 'no']),
    ]),
    table('Databases', [
      ['NAME', 'ROLE', 'OWNER', 'PASSWORD'],
      ...databases.map(({ name, role, owner, password }) => [name, role, owner, password]),
    ]),
    table('OIDC clients', [
      ['CLIENT', 'AUDIENCE', 'REDIRECT', 'NEEDS GROUPS', 'MAY CALL'],
      ...clients.map(({ clientId, audience, redirectUris, requiredGroups, service }) => [
        clientId,
        audience,
        redirectUris.join(' ') || '-',
        requiredGroups.join(', ') || '-',
        service?.audiences.join(' ') || '-',
      ]),
    ]),
    ...apps
      .filter(({ env }) => env.length > 0)
      .map(({ slug, folder, env }) =>
        table(`Environment of ${slug} (${folder})`, [
          ['KEY', 'VALUE', 'SOURCE'],
          ...env.map(({ key, value, source }) => [key, value || '-', source]),
        ]),
      ),
  ];
  if (quarantined.length > 0) {
    const problems = quarantined.flatMap(({ folder, problems }) => [`${folder}:`, ...problems.map(formatProblem)]);
    sections.push(['Quarantined', ...problems.map(indent)].join('\n'));
  }
  return `${sections.join('\n\n')}\n`;
}

function table(title: string, rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return [title, ...lines.map(indent)].join('\n');
}

const indent = (text: string) => text.replaceAll(/^/gm, '  ');
