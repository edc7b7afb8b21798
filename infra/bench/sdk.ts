import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createVerifier } from '@scalr/auth-client/server';
import {
  AUDIENCE,
  accessToken,
  CLIENT_ID,
  ISSUER,
  type KeyServer,
  keyServer,
  type SigningKey,
  signingKey,
} from '@scalr/auth-client/testing';
import { run } from '@scalr/process';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Bench, Figure } from './bench.ts';
import { median } from './platform/statistics.ts';

/** More than a verifier keeps, so that in turn each of them is a miss. */
const DISTINCT = 1_500;
const AT_ONCE = 16;
const ROOT = join(import.meta.dirname, '../..');

const samplesSchema = z.object({
  uncached: z.array(z.number()),
  cached: z.array(z.number()),
  bare: z.array(z.number()),
});
type Samples = z.output<typeof samplesSchema>;

interface Course {
  readonly keys: KeyServer;
  readonly key: SigningKey;
  readonly tokens: readonly string[];
  readonly rounds: number;
  /** Of one sample. */
  readonly seconds: number;
}

const bench: Bench = {
  name: 'sdk',
  title: 'Token checks of both SDKs beside the bare libraries',
  async run({ quick, log }) {
    const key = await signingKey('bench');
    const keys = await keyServer([key]);
    try {
      const now = Math.floor(Date.now() / 1_000);
      const tokens: string[] = [];
      while (tokens.length < DISTINCT) tokens.push(await accessToken(key, { now, claims: { exp: now + 3_600 } }));
      const course = { keys, key, tokens, rounds: quick ? 2 : 6, seconds: quick ? 1 : 2 };
      const figures = figuresOf('TypeScript', 'jose', await inTypeScript(course, log));
      const python = await inPython(course);
      if (typeof python !== 'string') return [...figures, ...figuresOf('Python', 'PyJWT', python)];
      log(python);
      return figures.map((figure) => ({ ...figure, note: `${figure.note ?? ''}; Python not measured: ${python}` }));
    } finally {
      await keys.close();
    }
  },
};
export default bench;

async function inTypeScript(course: Course, log: (line: string) => void): Promise<Samples> {
  const { keys, key, tokens, rounds, seconds } = course;
  const verifier = createVerifier({
    ...{ profile: 'embedded', issuer: ISSUER, jwksUrl: keys.url, audience: AUDIENCE, clientId: CLIENT_ID },
  });
  const local = createLocalJWKSet({ keys: [key.jwk] });
  const bare = (token: string) =>
    jwtVerify(token, local, { algorithms: ['RS256'], issuer: ISSUER, audience: AUDIENCE, typ: 'at+jwt' });
  const contestants = {
    uncached: (seconds: number) => measure((turn) => verifier.verify(tokens[turn % DISTINCT] as string), seconds),
    cached: (seconds: number) => measure(() => verifier.verify(tokens[0] as string), seconds),
    bare: (seconds: number) => measure((turn) => bare(tokens[turn % DISTINCT] as string), seconds),
  };
  const names = Object.keys(contestants) as (keyof typeof contestants)[];
  for (const name of names) await contestants[name](0.3);
  const samples: Samples = { uncached: [], cached: [], bare: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names.toSorted(() => Math.random() - 0.5)) {
      const perSecond = await contestants[name](seconds);
      samples[name].push(perSecond);
      log(`TypeScript, ${name}: ${perSecond.toFixed(0)}/s`);
    }
  }
  return samples;
}

/** Tokens a second, so many in flight: signatures are checked on threads of their own. */
async function measure(check: (turn: number) => Promise<unknown>, seconds: number): Promise<number> {
  let turn = 0;
  const began = performance.now();
  const lane = async () => {
    while (performance.now() - began < seconds * 1_000) await check(turn++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return turn / ((performance.now() - began) / 1_000);
}

/** The samples, or why there are none. */
async function inPython({ keys, key, tokens, rounds, seconds }: Course): Promise<Samples | string> {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PYTHONDONTWRITEBYTECODE: '1' };
  const home = join(ROOT, '.scalr/python');
  mkdirSync(home, { recursive: true });
  const made = await run(['python3', join(ROOT, 'infra/python/environment.py'), home], {
    env,
    timeoutMs: 300_000,
  }).catch((error: Error) => error);
  if (made instanceof Error) return made.message;
  if (made.code !== 0) return made.stderr.trim().split('\n').at(-1) ?? 'its environment cannot be made';
  const keySet = { keys: [key.jwk] };
  const wish = {
    issuer: ISSUER,
    audience: AUDIENCE,
    clientId: CLIENT_ID,
    jwksUrl: keys.url,
    keySet,
    tokens,
    rounds,
    seconds,
  };
  const done = await run([made.stdout.trim(), join(import.meta.dirname, 'sdk/verify.py')], {
    env,
    input: JSON.stringify(wish),
    timeoutMs: 120_000,
  });
  if (done.code !== 0) throw new Error(done.stderr);
  return samplesSchema.parse(JSON.parse(done.stdout));
}

function figuresOf(language: string, library: string, samples: Samples): Figure[] {
  const figure = (name: string, ours: readonly number[], note: string): Figure => ({
    name: `${language}, ${name}`,
    unit: 'tokens/s',
    ours: median(ours),
    best: Math.max(...ours),
    peer: { name: library, value: median(samples.bare) },
    ratio: median(ours.map((value, round) => value / (samples.bare[round] as number))),
    target: null,
    note,
  });
  const load = language === 'TypeScript' ? `${AT_ONCE} at once` : 'one after the other';
  return [
    figure('tokens never seen', samples.uncached, `${load}; ${DISTINCT} tokens in turn`),
    figure('a token seen before', samples.cached, `${load}; ${library} checks each anew`),
  ];
}
