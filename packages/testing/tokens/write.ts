import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixture } from '../src/hostile-tokens.ts';

// Run after a change of the matrix: node packages/testing/tokens/write.ts
writeFileSync(join(import.meta.dirname, 'requests.jsonl'), fixture());
