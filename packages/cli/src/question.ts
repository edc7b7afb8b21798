import { createInterface } from 'node:readline/promises';
import type { Streams } from './terminal.ts';

/** Asks a person yes or no. Null: there is nobody at a terminal to ask. */
export async function confirm(streams: Streams, question: string): Promise<boolean | null> {
  if (!process.stdin.isTTY || !streams.stderr.isTTY) return null;
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await reader.question(`${question} [y/N] `)).trim());
  } finally {
    reader.close();
  }
}
