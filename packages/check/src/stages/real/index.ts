import { readFolder, readWorkspaceText } from '@scalr/workspace';
import type { Finding } from '../../finding.ts';
import type { Stage, Subject } from '../../subject.ts';
import { type Features, featuresSchema } from './features-schema.ts';
import { lineOf } from './json-lines.ts';
import { openLeftovers } from './leftovers.ts';
import { find } from './rules.ts';
import { runFeature } from './run-feature.ts';
import { untouched } from './template-likeness.ts';

export { rules } from './rules.ts';

const FILE = 'features.json';
const TEMPLATE = 'template-app';

export const realStage: Stage = async (subject) => {
  // What a site promises is its pages; nobody signs in to it or changes anything there.
  if (subject.app.frontend === 'site') return [];
  const [template, features] = await Promise.all([templateFindings(subject), featureFindings(subject)]);
  return [...template, ...features];
};

async function templateFindings({ app, root, install }: Subject): Promise<readonly Finding[]> {
  const [own, template] = await Promise.all([
    readFolder(root, app.folder, cruft),
    readFolder(install, TEMPLATE, cruft),
  ]);
  const same = untouched(own, template);
  if (same.length === 0) return [];
  const [file] = same;
  return [
    find('template', {
      ...{ file: `${app.folder}/${file}`, did: 'compared pages, records and routes with the template' },
      ...{ got: `as in the template: ${same.join(', ')}`, expected: 'pages and records of this app' },
    }),
  ];
}

const cruft = (path: string) => /(?:^|\/)(?:node_modules|\.venv|__pycache__|dist|test)(?:\/|$)/.test(path);

async function featureFindings(subject: Subject): Promise<readonly Finding[]> {
  const { app, root } = subject;
  const file = `${app.folder}/${FILE}`;
  const text = await readWorkspaceText(root, file);
  if (text === null) {
    return [
      find('noFeatures', { file, did: `looked for ${FILE}`, got: 'no such file', expected: 'what was asked for' }),
    ];
  }
  const read = readFeatures(text);
  if (!read.ok) {
    return read.faults.map(({ line, got }) =>
      find('badFeatures', { file, line, did: `read ${FILE}`, got, expected: 'a list of features with steps' }),
    );
  }
  const findings: Finding[] = [];
  const leftovers = await openLeftovers(subject);
  for (const [index, feature] of read.features.entries()) {
    const fault = await runFeature(subject, leftovers, feature);
    if (fault === null) continue;
    const { step, isCut, ...seen } = fault;
    const line = lineOf(text, ['features', index, 'checks', step]);
    if (isCut === true) {
      findings.push(find('network', seen));
      continue;
    }
    const why = `the person asked for it: "${feature.says}"`;
    findings.push(find('featureFails', { file, ...(line === null ? {} : { line }), ...seen, why }));
  }
  return findings;
}

type Read =
  | { readonly ok: true; readonly features: Features['features'] }
  | { readonly ok: false; readonly faults: readonly { readonly line: number; readonly got: string }[] };

function readFeatures(text: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, faults: [{ line: 1, got: (error as Error).message }] };
  }
  const result = featuresSchema.safeParse(value);
  if (result.success) return { ok: true, features: result.data.features };
  const faults = result.error.issues.map(({ path, message }) => ({
    line: lineOf(text, path as readonly (string | number)[]) ?? 1,
    got: `/${path.join('/')}: ${message}`,
  }));
  return { ok: false, faults };
}
