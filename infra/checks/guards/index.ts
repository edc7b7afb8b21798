import type { Guard } from '../guard.ts';
import { documentation } from './documentation.ts';
import { duplicates } from './duplicates.ts';
import { fileSizes } from './file-sizes.ts';
import { formatting } from './formatting.ts';
import { generatedFiles } from './generated-files.ts';
import { cycles } from './import-cycles.ts';
import { importDirection } from './import-direction.ts';
import { licences } from './licences.ts';
import { lint } from './lint.ts';
import { names } from './names.ts';
import { python } from './python.ts';
import { secrets } from './secrets.ts';
import { shell } from './shell.ts';
import { types } from './types.ts';
import { unused } from './unused.ts';

/** In this order they are run and told. Those that take longest come first, so that two cores end together. */
export const GUARDS: readonly Guard[] = [
  lint,
  types,
  formatting,
  documentation,
  unused,
  generatedFiles,
  secrets,
  duplicates,
  importDirection,
  cycles,
  fileSizes,
  names,
  licences,
  python,
  shell,
];
