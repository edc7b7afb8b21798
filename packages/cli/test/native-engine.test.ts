import { createNativeEngine, layoutOf } from '@scalr/engine-native';
import { makePlan } from '@scalr/platform';
import { engineContract, FASTAPI_PROMISE, installFolder } from '@scalr/testing';
import { pythonMissing } from '@scalr/testing/python';
import { readEnvironment } from '@scalr/workspace/environment';

const { inherited } = readEnvironment(process.env);

const noPython = await pythonMissing();

engineContract({
  name: 'native',
  skip: noPython === null ? {} : { [FASTAPI_PROMISE]: noPython },
  open: (root) => {
    const engine = createNativeEngine({
      layout: layoutOf(root, installFolder(), process.getuid?.() ?? 1),
      environment: { ...inherited, SCALR_WORKSPACE: root },
    });
    return {
      engine,
      plan: async () => (await makePlan({ root, mode: 'edit', ground: await engine.prepare({}), former: null })).plan,
    };
  },
});
