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
