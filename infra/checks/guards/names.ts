import type { Finding, Guard } from '../guard.ts';
import { isOurs, type SourceFile } from '../source-files.ts';

const DRAWER = /(?:^|[-_.])(?:utils?|helpers?|common|misc|shared|managers?)(?=[-_.]|$)/i;
const LATER = new RegExp(`\\b(?:${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|${['XX', 'X'].join('')})\\b`);
const DECORATOR =
  /^\s*@[A-Za-z]\w*(?:\([^)]*\))?\s*(?:export\s+|abstract\s+)*(?:class|static|async|get|set|readonly)\b/;
/** Where a home folder or a checkout lies on one machine, and where packages come from on one network. */
const MACHINE = new RegExp(
  `(?<![\\w@./:-])/(?:${['ro' + 'ot', 'wo' + 'rk', 'home/[a-z]+', 'Users/\\w+', 'opt/n\\d+'].join('|')})/[\\w.-]`,
);
const REGISTRY =
  /\bregistry\.(?:npmjs|yarnpkg)\.\w+|\bpypi\.(?:org|python\.org)\/simple|\bregistry-1\.docker\.io|:\/\/[\w.-]*\b(?:nexus|artifactory|verdaccio)\b/i;
const TEXT =
  /\.(?:[cm]?[jt]sx?|json|ya?ml|md|mdx|html|css|sh|py|toml|txt|astro|conf|sql)$|(?:^|\/)(?:Makefile|scalr|run|Dockerfile[\w.]*)$/;

export const names: Guard = {
  name: 'names',
  asks: 'no drawers for anything, no paths of one machine, nothing left for later',
  look: ({ files }) => ({
    findings: [
      ...files.filter(({ path }) => isOurs(path)).flatMap(({ path }) => drawer(path)),
      ...files.filter(({ path, isGenerated }) => TEXT.test(path) && !isGenerated).flatMap(lines),
    ],
  }),
};

function drawer(path: string): Finding[] {
  const part = path.split('/').find((one) => DRAWER.test(one));
  if (part === undefined) return [];
  return [{ file: path, what: `${part} is a drawer for anything`, fix: 'name it by what it does' }];
}

function lines({ path, text, isTest }: SourceFile): Finding[] {
  const isCode = /\.(?:[cm]?[jt]sx?|py|sh|css)$/.test(path);
  return text.split('\n').flatMap((line, at): Finding[] => {
    const place = { file: path, line: at + 1 };
    if (isCode && LATER.test(line))
      return [{ ...place, what: 'something is left for later', fix: 'do it, or take it out' }];
    if (!isTest && /\.tsx?$/.test(path) && DECORATOR.test(line))
      return [{ ...place, what: 'a decorator, which Node does not run', fix: 'call a function instead' }];
    if (MACHINE.test(line))
      return [{ ...place, what: 'a path of one machine', fix: 'make it relative, or an argument' }];
    if (!isTest && REGISTRY.test(line))
      return [{ ...place, what: 'a host that packages come from', fix: 'leave it to the settings of the machine' }];
    return [];
  });
}
