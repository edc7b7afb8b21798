export { type ApiAnswer, type AppHost, type AppHostOptions, appHost } from './app-host.ts';
export { type FakePerson, type FakeProvider, type FakeProviderState, fakeProvider } from './fake-provider.ts';
export {
  AUDIENCE,
  accessToken,
  CLIENT_ID,
  ISSUER,
  type KeyServer,
  keyServer,
  logoutToken,
  type SigningKey,
  signingKey,
  type TokenWish,
} from './provider.ts';
