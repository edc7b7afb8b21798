import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { secretShape } from '@scalr/manifest';
import { expect, it } from 'vitest';
import { staleFiles } from '../../generate.ts';
import { generateAll } from '../../generators/index.ts';
import { allPaths, ROOT, sourceFiles } from '../source-files.ts';

const files = sourceFiles();
const written = files.filter(({ isGenerated }) => !isGenerated);
const lineCount = (text: string) => text.split('\n').length - 1;

it('generated files are fresh: node infra/generate.ts', async () => {
  expect(await staleFiles(ROOT, await generateAll())).toEqual([]);
});

it('no file has more than 400 lines: a noun is missing', () => {
  const long = allPaths()
    .filter((path) => /\.(?:[cm]?[jt]sx?|css|py|sh|sql)$/.test(path) && !path.includes('.generated.'))
    .map((path) => [path, lineCount(readFileSync(join(ROOT, path), 'utf8'))] as const)
    .filter(([, lines]) => lines > 400)
    .map((place) => place.join(' '));
  expect(long).toEqual([]);
});

it('files are small: the median is under 140 lines', () => {
  const counts = written.map(({ text }) => lineCount(text)).sort((a, b) => a - b);
  expect(counts[Math.floor(counts.length / 2)]).toBeLessThan(140);
});

it('no file or folder is a drawer for anything', () => {
  const drawer = /(?:^|[-_.])(?:utils?|helpers?|common|misc|shared|managers?)(?=[-_.]|$)/i;
  const named = allPaths().filter((path) => path.split('/').some((part) => drawer.test(part)));
  expect(named).toEqual([]);
  expect(['string-utils.ts', 'lock_manager.ts', 'shared'].every((name) => drawer.test(name))).toBe(true);
  expect(['commons.ts', 'communal.ts', 'utility.ts'].some((name) => drawer.test(name))).toBe(false);
});

it('nothing is left for later', () => {
  const mark = new RegExp(`\\b(?:${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|${['XX', 'X'].join('')})\\b`);
  expect(written.filter(({ text }) => mark.test(text)).map(({ path }) => path)).toEqual([]);
});

it('no secret is among the files', () => {
  const keyFiles = allPaths().filter((path) =>
    /^(?:\.env\.shared|id_(?:rsa|ed25519|ecdsa))$|\.(?:pem|key|p12|pfx|jks)$/.test(basename(path)),
  );
  expect(keyFiles).toEqual([]);
  const certain = new Set([
    'an AWS access key',
    'a Git hosting token',
    'a payment API key',
    'an API key',
    'a chat token',
    'a Google API key',
    'a registry token',
    'a JSON Web Token',
  ]);
  const texts = allPaths().filter(
    (path) => /\.(?:tsx?|json|ya?ml|md|html|css|sh|txt|py|svg)$/.test(path) && !path.split('/').includes('test'),
  );
  const holding = texts.filter((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    const shape = secretShape(text);
    // Code that makes or reads keys names their first line; a key has more than that.
    if (shape === 'a private key') return /PRIVATE KEY-----[\s\\n]*[A-Za-z0-9+/=]{32}/.test(text);
    return shape !== undefined && certain.has(shape);
  });
  expect(holding).toEqual([]);
});
