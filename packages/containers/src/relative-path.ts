import { posix } from 'node:path';
import type { RenderInput } from './render-input.ts';

/** From the folder of a project to something on the machine, as Compose wants it: it begins with a dot. */
export function fromProject({ out }: Pick<RenderInput, 'out'>, folder: string, target: string): string {
  const path = posix.relative(posix.join(out, folder), target);
  return path.startsWith('..') ? path : `./${path}`;
}
