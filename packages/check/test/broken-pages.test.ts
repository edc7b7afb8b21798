import { expectedOf, fixtureNames, stageOf } from './broken.ts';
import { proveBroken } from './broken-suite.ts';

const IN_A_BROWSER = ['ui', 'real'];

proveBroken(fixtureNames().filter((name) => IN_A_BROWSER.includes(stageOf(expectedOf(name)))));
