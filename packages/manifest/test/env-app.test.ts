import { ENGINE_KEYS, parseEnvApp, parseEnvFile } from '@scalr/manifest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const file = 'apps/x/.env.app';
const codes = (text: string) => {
  const parsed = parseEnvApp(text, file);
  return parsed.ok ? [] : parsed.problems.map(({ code, line }) => [code, line]);
};

describe('parseEnvFile', () => {
  it('reads comments, quotes and CR LF, and interpolates nothing', () => {
    const text = '\uFEFF# note\r\n\r\nA=1\r\n  B = x\nC="a b # c"\nD=\'$A $B\' # note\nE=a=b#c # note\nF=\nG=# note\n';
    expect(parseEnvFile(text, file)).toEqual({
      entries: [
        { key: 'A', value: '1', line: 3 },
        { key: 'C', value: 'a b # c', line: 5 },
        { key: 'D', value: '$A $B', line: 6 },
        { key: 'E', value: 'a=b#c', line: 7 },
        { key: 'F', value: '', line: 8 },
        { key: 'G', value: '', line: 9 },
      ],
      problems: [
        {
          code: 'ENV_LINE',
          message: 'The line is not of the form KEY=value: the part before "=" is not a key.',
          fix: 'write it as KEY=value with KEY in letters, digits and _, or begin it with # to make it a comment',
          file,
          line: 4,
        },
      ],
    });
  });

  it.each([
    ['no equals sign', 'A'],
    ['a digit first', '1A=x'],
    ['export', 'export A=x'],
    ['an open quote', 'A="x'],
    ['text after a quote', 'A="x"y'],
    ['a control character', 'A=a\u0007b'],
  ])('tells of %s', (_what, text) => {
    const { entries, problems } = parseEnvFile(`OK=1\n${text}\n`, file);
    expect(entries.map(({ key }) => key)).toEqual(['OK']);
    expect(problems).toMatchObject([{ code: 'ENV_LINE', line: 2 }]);
  });

  it('never throws, and never repeats a value in a problem', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        for (const { message } of parseEnvFile(`${text}\nhunter2 hunter2`, file).problems)
          expect(message).not.toContain('hunter2');
      }),
    );
  });
});

describe('parseEnvApp', () => {
  it('gives the settings of an app', () => {
    const text = 'PAGE_SIZE=50\nTOKEN_MAX_AGE=600\nGREETING="Hello, you"\nUPSTREAM=https://api.example.com/v1\n';
    expect(parseEnvApp(text, file)).toEqual({
      ok: true,
      env: { PAGE_SIZE: '50', TOKEN_MAX_AGE: '600', GREETING: 'Hello, you', UPSTREAM: 'https://api.example.com/v1' },
    });
  });

  it.each([
    'DB_PASSWORD=x',
    'SMTP_PASSWD=x',
    'CLIENT_SECRET=x',
    'API_KEY=',
    'apikey=x',
    'GITHUB_TOKEN=x',
    'PRIVATE_KEY=x',
    'AWS_ACCESS_KEY=x',
    'CREDENTIALS=x',
    'TOKEN_FOR_MAIL=abcdef',
    'UPSTREAM=https://me:hunter2@api.example.com',
    'SETTING=q9Z2kf83Lm1xT7vB0pWc5RdY',
    'SETTING=0123456789abcdef0123456789abcdef',
    'SETTING=eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.',
  ])('refuses the secret in %s', (line) => {
    expect(codes(`A=1\n${line}\n`)).toEqual([['MANIFEST_SECRET', 2]]);
  });

  it.each([...ENGINE_KEYS, 'OIDC_ANYTHING', 'NODE_OPTIONS', 'LD_PRELOAD', 'PATH', 'PGHOST', 'SCALR_PORT', 'port'])(
    'refuses %s, which the platform sets',
    (key) => {
      expect(codes(`${key}=1\n`)).toEqual([['ENV_KEY_OWNED', 1]]);
    },
  );

  it('tells everything at once, in the order of the file', () => {
    expect(codes('PORT=1\nA\nB=1\nB=2\nPASSWORD=x\n')).toEqual([
      ['ENV_KEY_OWNED', 1],
      ['ENV_LINE', 2],
      ['ENV_KEY_TWICE', 4],
      ['MANIFEST_SECRET', 5],
    ]);
  });

  it('refuses a file that is no settings file', () => {
    expect(codes('A'.repeat(70_000))).toEqual([['MANIFEST_TOO_LARGE', undefined]]);
  });
});
