export { complaintsOf, launchBrowser, signIn } from './browser.ts';
export {
  type EngineContract,
  type EngineUnderTest,
  engineContract,
  FASTAPI_PROMISE,
  SITE_PROMISE,
  SLEEP_PROMISE,
} from './engine-contract.ts';
export { type ExampleWorkspace, exampleWorkspace, installFolder } from './example-workspace.ts';
export { type FakeReleases, fakeReleases } from './fake-releases.ts';
export { type HttpAnswer, http } from './http.ts';
export { type CliAnswer, type CliOptions, type PlatformUnderTest, platformUnderTest } from './platform-under-test.ts';
export { repositoryCopy } from './repository-copy.ts';
export { until } from './wait.ts';
