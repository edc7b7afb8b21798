import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { runTests } from '../test-run.ts';

export default {
  summary: 'Run all tests: unit, engine contract, end to end in a real browser',
  configure(command, act) {
    command.argument('[files...]', 'only test files whose path holds one of these words').action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, files: readonly string[]) {
  const { passed, failed, exitCode } = await runTests(context, files);
  return { data: { passed, failed }, text: `tests: ${passed} passed, ${failed} failed`, exitCode };
}
