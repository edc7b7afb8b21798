export { complaintsOf, launchBrowser, signIn } from './browser.ts';
export { type EngineContract, type EngineUnderTest, engineContract } from './engine-contract.ts';
export { type ExampleWorkspace, exampleWorkspace, installFolder } from './example-workspace.ts';
export { type HttpAnswer, http } from './http.ts';
export { type CliAnswer, type CliOptions, type PlatformUnderTest, platformUnderTest } from './platform-under-test.ts';
export { until } from './wait.ts';
