import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeError, formatProblem } from '@scalr/errors';
import { refreshTypes, type TypesGround } from './refresh-types.ts';

/** Where a workspace keeps no clients, none are made. */
const PACKAGE = 'packages/api-types/package.json';

/**
 * Makes clients anew while nobody waits for them, one turn after the other. What is wrong is logged, and a file that
 * is half written is looked at again with its next change.
 */
export function followTypes(ground: TypesGround, log: (line: string) => void): (slugs: readonly string[]) => void {
  let turn: Promise<void> = Promise.resolve();
  return (slugs) => {
    turn = turn.then(async () => {
      try {
        if (!existsSync(join(ground.root, PACKAGE))) return;
        const { apps, problems } = await refreshTypes(ground, { slugs });
        for (const { slug, state } of apps) if (state === 'written') log(`made the client of ${slug} anew`);
        for (const problem of problems) log(formatProblem(problem));
      } catch (error) {
        for (const problem of describeError(error).problems) log(formatProblem(problem));
      }
    });
  };
}
