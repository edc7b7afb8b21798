import { basename, join } from 'node:path';
import { secretShape } from '@scalr/manifest';
import { lintSource } from '@secretlint/core';
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend';
import type { Finding, Guard } from '../guard.ts';
import type { SourceFile } from '../source-files.ts';

/** Files, and folders, that hold what looks like a secret, because it is what they are about; nothing in them opens anything. */
const PLANTED: Readonly<Record<string, string>> = {
  'infra/container/test/container.test.ts': 'the password of a database that lives as long as the test',
  'packages/check/test/broken/manifest-secret/expected.json': 'what the check says of a planted key',
  'packages/manifest/test/env-app.test.ts': 'secrets that a manifest may not hold',
  'packages/manifest/test/parse-manifest.test.ts': 'secrets that a manifest may not hold',
  'packages/plan/test/golden/': 'addresses of databases that were never there',
  'packages/workspace/test/load-secrets.test.ts': 'a foreign address that is refused',
};

const PRIVATE = /^(?:\.env\.shared|\.env|\.npmrc|\.pypirc|id_(?:rsa|ed25519|ecdsa))$|\.(?:pem|key|p12|pfx|jks)$/;
const BINARY = /\.(?:png|jpe?g|webp|gif|ico|woff2?|zip|gz|pdf)$/;
/** Only shapes that are nothing else; the others of `secretShape` also fit prose and hashes. */
const CERTAIN = new Set([
  'an AWS access key',
  'a Git hosting token',
  'a payment API key',
  'an API key',
  'a chat token',
  'a Google API key',
  'a registry token',
  'a JSON Web Token',
]);
const FIX = 'take it out, and make it worthless where it was valid: what was pushed stays known';

export const secrets: Guard = {
  name: 'secrets',
  asks: 'no password, key or token is among the files',
  look: async ({ root, files }) => {
    const findings: Finding[] = files
      .filter(({ path }) => PRIVATE.test(basename(path)))
      .map(({ path }) => ({
        file: path,
        what: 'holds secrets by its name',
        fix: `git rm --cached ${path}, and ${FIX}`,
      }));
    const texts = files.filter(({ path }) => !BINARY.test(path) && !isPlanted(path));
    for (const file of texts) findings.push(...(await known(root, file)), ...ownShape(file));
    return { findings };
  },
};

const isPlanted = (path: string) => Object.keys(PLANTED).some((place) => path.startsWith(place));

async function known(root: string, { path, text }: SourceFile): Promise<Finding[]> {
  const { messages } = await lintSource({
    source: { filePath: join(root, path), content: text, contentType: 'text' },
    // The report must not spread what it found.
    options: { maskSecrets: true, config: { rules: [{ id: 'recommended', rule: recommended }] } },
  });
  return messages.map(({ loc, message }) => ({ file: path, line: loc.start.line, what: message, fix: FIX }));
}

/** What the manifest refuses, a file of the repository may not hold either; tests make such texts. */
function ownShape({ path, text, isTest }: SourceFile): Finding[] {
  if (isTest) return [];
  const shape = secretShape(text);
  // Code that makes or reads keys names their first line; a key has more than that.
  const isKey = shape === 'a private key' && /PRIVATE KEY-----[\s\\n]*[A-Za-z0-9+/=]{32}/.test(text);
  if (!isKey && !(shape !== undefined && CERTAIN.has(shape))) return [];
  return [{ file: path, what: `holds ${shape}`, fix: FIX }];
}
