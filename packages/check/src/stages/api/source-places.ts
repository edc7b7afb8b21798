import { join } from 'node:path';
import { readFolder } from '@scalr/workspace';
import type { Finding } from '../../finding.ts';
import type { Subject } from '../../subject.ts';
import type { Collection, CollectionRoute } from './collections.ts';

export type Place = Pick<Finding, 'file' | 'line'>;

/** Where the sources of a backend declare things. */
export interface SourcePlaces {
  /** The hand-written route, else the model that it is made of. */
  ofRoute(route: CollectionRoute, collection: Collection | null): Place;
}

export async function readSourcePlaces({ app, root }: Subject): Promise<SourcePlaces> {
  const folder = `${app.folder}/backend/src`;
  const files = await readFolder(join(root), folder, (path) =>
    /(?:^|\/)(?:__pycache__|node_modules)(?:\/|$)/.test(path),
  );
  const texts = [...files].map(([path, { content }]) => {
    const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
    return { file: `${folder}/${path}`, text };
  });
  const at = (pattern: RegExp): Place => {
    for (const { file, text } of texts) {
      const found = pattern.exec(text);
      if (found !== null) return { file, line: text.slice(0, found.index).split('\n').length };
    }
    return {};
  };
  return {
    ofRoute: ({ method, path, rules }, collection) => {
      const written = escaped(path).replace(/\\\{\w+\\\}/g, '(?::\\w+|\\{\\w+(?::\\w+)?\\})');
      const byHand = at(new RegExp(`\\.${method}\\(\\s*['"\`]${written}['"\`]`));
      if (byHand.file !== undefined || rules === null || collection === null) return byHand;
      const table = collection.path.slice('/api/'.length).replaceAll('-', '[_-]?');
      return at(new RegExp(`(?:pgTable\\(|__tablename__\\s*=)\\s*['"]${table}['"]`, 'i'));
    },
  };
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
