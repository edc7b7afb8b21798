import type { CommandModule } from '../command.ts';
import { openContainerEngine } from '../container-engine.ts';
import type { Context } from '../context.ts';
import { runTests } from '../test-run.ts';

/** Folders of the tests that need a Docker engine. */
const CONTAINER_TESTS = [
  'infra/container/test/',
  'infra/containers/test/',
  'packages/engine-compose/test/',
  'packages/engine-swarm/test/',
];

export default {
  summary: 'Run all tests: unit, engine contract, end to end in a real browser',
  configure(command, act) {
    command
      .argument('[files...]', 'only test files whose path holds one of these words')
      .option('--containers', 'those that need a Docker engine, which is started where none runs (root)')
      .action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, files: readonly string[], options: { readonly containers?: boolean }) {
  const { passed, failed, exitCode } = options.containers
    ? await withEngine(context, files)
    : await runTests(context, files);
  return { data: { passed, failed }, text: `tests: ${passed} passed, ${failed} failed`, exitCode };
}

async function withEngine(context: Context, files: readonly string[]) {
  const engine = await openContainerEngine(context);
  try {
    return await runTests(context, files.length > 0 ? files : CONTAINER_TESTS, {
      env: { ...engine.env, SCALR_CONTAINERS: '1' },
      // They share ports and the engine's networks.
      oneByOne: true,
    });
  } finally {
    await engine.close();
  }
}
