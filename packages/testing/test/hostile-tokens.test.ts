import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AuthFailure, authProblem, createVerifier, requireUser } from '@scalr/auth-client/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TOKENS_FOLDER } from '../src/hostile-token-row.ts';
import { FIXED_NOW, fixture, type HostileRequest, hostileRequests, keyAnswers } from '../src/hostile-tokens.ts';

const rows = hostileRequests(FIXED_NOW);

interface Answer {
  readonly status: number;
  readonly challenge: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: Record<string, unknown>;
}

let provider: Server;
let backend: Server;
let setup: HostileRequest['setup'];
let verifier: ReturnType<typeof createVerifier>;

const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  provider = createServer((_request, response) => {
    const { status, body } = keyAnswers[setup.keys];
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  backend = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    requireUser(verifier, request)
      .then(
        (user) => response.writeHead(200).end(JSON.stringify(user)),
        (error: unknown) => {
          if (!(error instanceof AuthFailure)) throw error;
          response.writeHead(error.status, error.headers(verifier.audience)).end(JSON.stringify(authProblem(error)));
        },
      )
      .catch((error: unknown) => response.writeHead(500).end(JSON.stringify({ defect: String(error) })));
  });
  for (const server of [provider, backend]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
});
afterAll(() => {
  provider.close();
  backend.close();
});

function ask({ method, path, headers, body }: HostileRequest['request']): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ port: portOf(backend), host: '127.0.0.1', method, path, agent: false });
    for (const name of new Set(headers.map(([name]) => name.toLowerCase()))) {
      const values = headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);
      outgoing.setHeader(headers.find(([other]) => other.toLowerCase() === name)![0], values);
    }
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          challenge: response.headers['www-authenticate'],
          retryAfter: response.headers['retry-after'],
          body: JSON.parse(text) as Record<string, unknown>,
        }),
      );
    });
    outgoing.end(body ?? undefined);
  });
}

function expectAnswer(answer: Answer, { expect: expected, setup }: HostileRequest): void {
  const { status, code, error } = expected;
  expect([answer.status, answer.body.code ?? null]).toEqual([status, code]);
  if (code === null) {
    expect(answer.body).toMatchObject({ issuer: setup.issuer, subject: 'a1b2' });
    expect(answer.challenge).toBeUndefined();
    return;
  }
  expect(Object.keys(answer.body)).toEqual(['type', 'title', 'status', 'detail', 'code', 'fix']);
  expect(answer.body).toMatchObject({ type: `urn:scalr:problem:${code}`, status });
  expect(answer.retryAfter).toBe(status === 503 ? '30' : undefined);
  const parameters = error === null ? '' : `, error="${error}", error_description="[ -!#-\\[\\]-~]+"`;
  const challenge = new RegExp(`^Bearer realm="${setup.audience}"${parameters}$`);
  if (status === 503) expect(answer.challenge).toBeUndefined();
  else expect(answer.challenge).toMatch(challenge);
}

describe.each([...new Set(rows.map(({ group }) => group))])('%s', (group) => {
  const own = rows.filter((row) => row.group === group);
  const answersAsExpected = async (row: HostileRequest): Promise<void> => {
    setup = row.setup;
    verifier = createVerifier({
      ...setup,
      jwksUrl: `http://127.0.0.1:${portOf(provider)}/jwks`,
      now: () => FIXED_NOW * 1_000,
    });
    expectAnswer(await ask(row.request), row);
    // The second time the cache may answer: with the same.
    expectAnswer(await ask(row.request), row);
  };
  test.each(own)('$name: $expect.status', answersAsExpected);
});

test('the matrix has more than a hundred rows, each with a name of its own', () => {
  expect(rows.length).toBeGreaterThan(100);
  const names = rows.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('tokens/requests.jsonl is fresh: node packages/testing/tokens/write.ts', () => {
  expect(readFileSync(join(TOKENS_FOLDER, 'requests.jsonl'), 'utf8')).toBe(fixture());
});
