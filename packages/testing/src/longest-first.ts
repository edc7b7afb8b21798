import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take half a minute or more, the longest first. What begins last decides when all is over, and a fresh
 * checkout remembers nothing of former runs. Whoever is not named here comes after them.
 */
const LONGEST = [
  'packages/cli/test/new-app.test.ts',
  'packages/check/test/broken-pages.test.ts',
  'packages/cli/test/migrate.test.ts',
  'packages/testing/test/sample-apps.test.ts',
  'packages/testing/test/front-door.test.ts',
  'packages/cli/test/mcp.test.ts',
  'packages/check/test/check-command.test.ts',
  'packages/cli/test/cli.test.ts',
  'packages/check/test/broken.test.ts',
  'packages/testing/test/calling-apps.test.ts',
  'packages/testing/test/backend-conformance.test.ts',
  'packages/testing/test/agent-instructions.test.ts',
  'template-app/test/notes-page.test.ts',
  'packages/cli/test/rename.test.ts',
  'apps/portal/test/hub-page.test.ts',
  'packages/cli/test/remove.test.ts',
  'packages/check/test/look.test.ts',
  'packages/cli/test/python-apps.test.ts',
  'packages/cli/test/up-apps.test.ts',
  'packages/cli/test/native-engine.test.ts',
  'infra/python/test/python.test.ts',
  'packages/testing/test/smoke.spec.ts',
  'packages/testing/test/template-backends.test.ts',
  'packages/testing/test/smoke-test.test.ts',
  'packages/auth-client-ts/test/browser/interruptions.test.ts',
  'packages/cli/test/add-entity.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.indexOf(relative(this.ctx.config.root, moduleId));
      return place === -1 ? LONGEST.length : place;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
