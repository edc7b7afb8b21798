import { randomBytes } from 'node:crypto';

// argon2id, OWASP's first recommendation: 19 MiB, two passes, one lane.
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const PREFIX = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;

const PARALLEL = 2;
const WAITING = 64;

/** Too many sign-ins at once: the answer is 503 with Retry-After, not a machine without memory. */
export class HashingBusy extends Error {
  readonly status = 503;

  constructor() {
    super('too many sign-ins at once');
    this.name = 'HashingBusy';
  }
}

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** `stored` null: takes the time of a real check and says no. */
  verify(stored: string | null, password: string): Promise<boolean>;
  /** Made with another cost than today's: to be hashed again at the next sign-in. */
  isOutdated(stored: string): boolean;
}

/** Hashes off the main thread, a bounded number at once. */
export function createPasswordHasher(): PasswordHasher {
  let running = 0;
  const waiting: (() => void)[] = [];
  let decoy: Promise<string> | null = null;

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= PARALLEL) {
      if (waiting.length >= WAITING) throw new HashingBusy();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };

  // The native module is loaded by the first sign-in, not at start.
  const argon2 = () => import('@node-rs/argon2');
  const hash = (password: string) => inTurn(async () => (await argon2()).hash(password.normalize('NFC'), COST));

  return {
    hash,
    verify: async (stored, password) => {
      decoy ??= hash(randomBytes(24).toString('base64'));
      const isHash = stored?.startsWith('$argon2') === true;
      const against = isHash ? stored : await decoy;
      const matches = await inTurn(async () => (await argon2()).verify(against, password.normalize('NFC')));
      return isHash && matches;
    },
    isOutdated: (stored) => !stored.startsWith(PREFIX),
  };
}
