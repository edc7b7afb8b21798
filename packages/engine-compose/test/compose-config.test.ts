import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderProjects } from '@scalr/containers';
import { writeFileSet } from '@scalr/fileset';
import { run } from '@scalr/process';
import { SERVER_CASES, type ServerCase, serverPlan } from '@scalr/testing/server-plans';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exampleInput } from '../../containers/test/example-input.ts';
import { renderFiles } from '../src/render.ts';

const docker = (argv: readonly string[], cwd = tmpdir()) =>
  run(['docker', 'compose', ...argv], { cwd, env: process.env as Record<string, string>, timeoutMs: 30_000 });

const version = await docker(['version', '--short']).catch(() => null);
const isThere = version !== null && version.code === 0;
const reason = isThere ? '' : ' (skipped: docker compose is not on this machine)';

describe(`Docker Compose understands${reason}`, () => {
  test.skipIf(!isThere).each(Object.entries<ServerCase>(SERVER_CASES))('%s', async (_, server) => {
    const { plan } = await serverPlan(server);
    const folder = mkdtempSync(join(tmpdir(), 'scalr-config-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const projects = renderProjects(plan, exampleInput());
    await writeFileSet(folder, renderFiles(projects));
    for (const project of projects) {
      const { code, stdout, stderr } = await docker(
        ['-f', join(folder, project.folder, 'docker-compose.yml'), 'config', '--format', 'json'],
        folder,
      );
      expect({ code, stderr }, project.name).toEqual({ code: 0, stderr: '' });
      // It doubles every dollar sign of what it prints, as we do.
      const read = JSON.parse(stdout.replaceAll('$$', '$')) as {
        services: Record<string, { environment?: Record<string, string> }>;
      };
      // What it makes of the text is what was meant: nothing was taken for a variable.
      for (const [name, { environment = {} }] of Object.entries(project.compose.services)) {
        expect(read.services[name]?.environment ?? {}, `${project.name} ${name}`).toEqual(environment);
      }
    }
  });
});
