import { importsOf, packageNameOf, resolveRelative } from './imports.ts';
import { EXCEPTIONS, LAYERS, packageLayer, unitOf } from './layers.ts';
import type { SourceFile } from './source-files.ts';

/** Every import that goes where its layer may not go, said in words. */
export function forbiddenImports(files: readonly Pick<SourceFile, 'path' | 'text'>[]): string[] {
  const wrong = new Set<string>();
  for (const { path, text } of files) {
    const from = unitOf(path);
    if (from === undefined) continue;
    if (from.layer === undefined) {
      wrong.add(`${from.unit} has no layer: give it one in infra/checks/layers.ts`);
      continue;
    }
    const allowed: readonly string[] = LAYERS[from.layer];
    for (const { specifier } of importsOf(text)) {
      if (specifier.startsWith('.')) {
        const target = resolveRelative(path, specifier);
        if (!target.startsWith(`${from.unit}/`)) wrong.add(`${path} reaches out of ${from.unit} to ${target}`);
      } else if (specifier.startsWith('@scalr/')) {
        const name = packageNameOf(specifier).slice('@scalr/'.length);
        const layer = packageLayer(name);
        const own = from.unit === `packages/${name}`;
        const may = layer !== undefined && (allowed.includes(layer) || EXCEPTIONS[path]?.imports === layer);
        if (!own && !may) wrong.add(`${path} (${from.layer}) imports ${specifier}`);
      }
    }
  }
  return [...wrong];
}
