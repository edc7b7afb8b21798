import { type PasswordHasher, readSettings, startIdentity } from '@scalr/auth-embedded';

// The identity service as it is, or with passwords compared in the clear: what is left then is everything but hashing.
const clear: PasswordHasher = {
  hash: async (password) => `clear:${password}`,
  verify: async (stored, password) => stored === `clear:${password}`,
  isOutdated: () => false,
};

const { HASHING, ...env } = process.env;
await startIdentity(readSettings(env), () => {}, HASHING === '0' ? clear : undefined);
process.send?.({ type: 'listening' });
process.on('SIGTERM', () => process.exit(0));
