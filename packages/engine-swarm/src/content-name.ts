import { createHash, createHmac } from 'node:crypto';

/** Docker's own limit for the names of secrets and configs. */
const LONGEST = 64;
const HASH_LENGTH = 12;

/**
 * Names of secrets and configs say what they hold, since neither can be changed once it is there: other content is
 * another name, and a service that is given it is replaced one task after the other.
 */
export function configName(stack: string, key: string, content: string | Uint8Array): string {
  return named(stack, key, createHash('sha256').update(`${stack}/${key}\n`).update(content).digest('hex'));
}

/** @param hashKey without it nobody can try guesses of a secret against its name */
export function secretName(stack: string, key: string, content: string, hashKey: string): string {
  return named(stack, key, createHmac('sha256', hashKey).update(`${stack}/${key}\n`).update(content).digest('hex'));
}

function named(stack: string, key: string, hash: string): string {
  const readable = `${stack}_${key.replaceAll(/[^a-zA-Z0-9-]+/g, '-')}`.slice(0, LONGEST - HASH_LENGTH - 1);
  return `${readable}_${hash.slice(0, HASH_LENGTH)}`;
}
