import { createServer, type Server } from 'node:net';
import { createNativeEngine, layoutOf, socketOf } from '@scalr/engine-native';
import { createEmbeddedIdentity } from '@scalr/identity-embedded';
import { type Platform, up } from '@scalr/platform';
import { type ExampleWorkspace, exampleWorkspace, http, installFolder } from '@scalr/testing';
import { readEnvironment } from '@scalr/workspace/environment';
import { afterAll, beforeAll, expect, test } from 'vitest';

const { inherited } = readEnvironment(process.env);
const strangers: Server[] = [];
let workspace: ExampleWorkspace;
let platform: Pick<Platform, 'root' | 'engine' | 'identity'>;

beforeAll(() => {
  workspace = exampleWorkspace('two-apps');
  const { root } = workspace;
  const layout = layoutOf(root, installFolder(), process.getuid?.() ?? 1);
  const engine = createNativeEngine({ layout, environment: { ...inherited, SCALR_WORKSPACE: root } });
  const identity = createEmbeddedIdentity({ socketPath: socketOf(layout, 'auth-admin'), allowTokens: true });
  platform = { root, engine, identity };
});
afterAll(async () => {
  await platform.engine.down({ volumes: true });
  for (const server of strangers) server.close();
  workspace.remove();
});

async function takePort(port: number): Promise<void> {
  const server = createServer();
  strangers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
}

test('a port that a stranger takes between the choice and the gateway is left to them', async () => {
  const { engine } = platform;
  const taken: number[] = [];
  const late = {
    ...engine,
    up: async (...[plan, options]: Parameters<typeof engine.up>) => {
      if (taken.length === 0) {
        taken.push(plan.origin.port);
        await takePort(plan.origin.port);
      }
      return engine.up(plan, options);
    },
  };
  const { plan } = await up({ ...platform, engine: late } as Platform, { onProgress: () => {} });
  expect(plan.origin.port).not.toBe(taken[0]);
  expect((await http(`${plan.portalUrl}/api/health`)).status).toBe(200);
});
