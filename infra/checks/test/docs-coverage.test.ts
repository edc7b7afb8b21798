import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { SECTIONS } from '../../../docs/frontend/sections.ts';
import { commandNames, loadCommand } from '../../../packages/cli/src/registry.ts';
import { ENGINE_KEYS } from '../../../packages/manifest/src/env-app.ts';
import { manifestJsonSchema } from '../../../packages/manifest/src/json-schema.ts';
import { SHARED_KEYS } from '../../../packages/workspace/src/env-keys.ts';
import { documentationPages, readPage } from '../docs/pages.ts';
import { sourceFiles } from '../source-files.ts';

const page = (path: string) => readPage(`docs/content/${path}`).text;

describe('documented is', () => {
  it('every error code of a catalogue, and no other', () => {
    const text = page('reference/errors.md');
    const codes = sourceFiles()
      .filter(({ path, isTest }) => !isTest && /\/src\/(?:.*\/)?errors\.ts$/.test(path))
      .flatMap((file) => [...file.text.matchAll(/code: '([A-Z0-9_]+)'/g)].map(([, code = '']) => code));
    expect(codes.length).toBeGreaterThan(80);
    expect(codes.filter((code) => !text.includes(`### \`${code}\``))).toEqual([]);
    const sources = sourceFiles().map((file) => file.text);
    const headed = [...text.matchAll(/^### `([A-Z0-9_]+)`$/gm)].map(([, code = '']) => code);
    expect(headed.filter((code) => !sources.some((source) => source.includes(`'${code}'`)))).toEqual([]);
    expect(headed.filter((code, index) => headed.indexOf(code) !== index)).toEqual([]);
  });

  it('every command, every argument and every option', async () => {
    const text = page('reference/cli.md');
    const program = new Command('scalr');
    for (const name of commandNames()) (await loadCommand(name)).configure(program.command(name), () => async () => {});
    const leaves = program.commands.flatMap((one) => (one.commands.length > 0 ? [...one.commands] : [one]));
    const missing = leaves.flatMap((leaf) => {
      const path = leaf.parent === program ? leaf.name() : `${leaf.parent?.name()} ${leaf.name()}`;
      const section = text.split(`### scalr ${path}\n`)[1]?.split('\n### ')[0];
      if (section === undefined) return [path];
      const said = [
        ...leaf.registeredArguments.map((argument) => argument.name()),
        ...leaf.options.map(({ flags }) => flags),
      ];
      return said.filter((one) => !section.includes(one)).map((one) => `${path}: ${one}`);
    });
    expect(missing).toEqual([]);
    const headed = [...text.matchAll(/^### scalr ([a-z -]+)$/gm)].map(([, path]) => path);
    expect(headed).toHaveLength(leaves.length);
  });

  it('every key of a manifest', () => {
    const text = page('reference/manifest.md');
    interface Schema {
      readonly properties?: Readonly<Record<string, Schema>>;
    }
    const keysOf = ({ properties = {} }: Schema, prefix = ''): string[] =>
      Object.entries(properties).flatMap(([name, inner]) => [
        `${prefix}${name}`,
        ...keysOf(inner, `${prefix}${name}.`),
      ]);
    const keys = keysOf(manifestJsonSchema());
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.filter((key) => !text.includes(`| \`${key}\` |`))).toEqual([]);
  });

  it('every key of an env file, and every variable that a backend is given or a process reads', () => {
    const text = page('reference/env.md');
    const shared = SHARED_KEYS.map(({ key }) => key.replace(/^DB_PASSWORD_HELLO$/, 'DB_PASSWORD_<SLUG>'));
    expect([...shared, ...ENGINE_KEYS].filter((key) => !text.includes(`\`${key}\``))).toEqual([]);
  });

  it('no variable or key of ours that the sources do not know', () => {
    const sources = sourceFiles()
      .map((file) => file.text)
      .join('\n');
    const named = documentationPages().flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:SCALR|OIDC|AUTH|AUTHENTIK|DB|APP|POSTGRES)_[A-Z][A-Z_]*[A-Z]\b/g)].map(([name]) => ({
        path,
        name,
      })),
    );
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter(({ name }) => !sources.includes(name))).toEqual([]);
  });
});

describe('the sidebar', () => {
  /** Pages that stand at the top of the repository, or belong to the template, and are shown from there. */
  const ELSEWHERE: Readonly<Record<string, string>> = {
    plan: 'PLAN.md',
    contributing: 'CONTRIBUTING.md',
    'agent-instructions': 'template-app/AGENT_INSTRUCTIONS.md',
  };
  const listed = SECTIONS.flatMap((section) => section.pages);
  const written = documentationPages()
    .map(({ path }) => /^docs\/content\/(.+)\.md$/.exec(path)?.[1])
    .filter((id) => id !== undefined);

  it('has every page exactly once, and no page that is not there', () => {
    expect(listed.filter((id, index) => listed.indexOf(id) !== index)).toEqual([]);
    const there = new Set([...written, ...Object.keys(ELSEWHERE)]);
    expect(listed.filter((id) => !there.has(id))).toEqual([]);
    expect(written.filter((id) => !listed.includes(id))).toEqual([]);
  });

  it('has what stands elsewhere, where it stands', () => {
    expect(Object.keys(ELSEWHERE).filter((id) => !listed.includes(id))).toEqual([]);
    for (const path of Object.values(ELSEWHERE)) expect(readPage(path).text).toMatch(/^# .+/);
  });
});
