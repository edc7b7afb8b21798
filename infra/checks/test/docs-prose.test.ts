import { expect, it } from 'vitest';
import { documentationPages, fencesOf } from '../docs/pages.ts';

const pages = documentationPages();

it('every fenced block says what it is in a word that is known', () => {
  const known =
    /^(?:sh(?: run(?: exit \d+)?)?|text(?: answer)?|tsx?|json|jsonc|yaml|python|sql|mermaid|html|css|diff)?$/;
  const odd = pages.flatMap(({ path, text }) =>
    fencesOf(text)
      .filter(({ info }) => !known.test(info))
      .map(({ info, line }) => `${path}:${line} ${info}`),
  );
  expect(odd).toEqual([]);
});

it('every page begins with its title, and has no other of that size', () => {
  const wrong = pages.filter(({ text }) => {
    const prose = fencesOf(text).reduce((rest, fence) => rest.replace(fence.text, ''), text);
    return !/^# \S/.test(text) || (prose.match(/^# /gm)?.length ?? 0) !== 1;
  });
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

/** Whoever reads a page wants what is there. The plan is for what is not; decisions tell what was thought. */
const MAY_PLAN = /^PLAN\.md$|^docs\/content\/(?:open-questions\.md|adr\/)/;
const PLANNED = [
  /\bcoming soon\b/i,
  /\bto be (?:added|written|decided)\b/i,
  /\b(?:is|are|being) planned\b/i,
  /\bnot (?:yet )?(?:implemented|supported yet|available yet|built yet)\b/i,
  /\bnone yet\b/i,
  /\bin (?:a|the) (?:future|later) (?:version|release)\b/i,
  /\bwill (?:be )?(?:added|come|follow|support|replace)\b/i,
  /\bwork in progress\b/i,
];
/** Lines that are about something else, or lead to the plan. */
const MEANT = [/\]\([^)]*PLAN\.md\)/];

it('what is planned stands in PLAN.md alone', () => {
  const found = pages
    .filter(({ path }) => !MAY_PLAN.test(path))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .map((line, index) => ({ place: `${path}:${index + 1}`, line }))
        .filter(({ line }) => PLANNED.some((one) => one.test(line)) && !MEANT.some((one) => one.test(line)))
        .map(({ place, line }) => `${place} ${line.trim()}`),
    );
  expect(found).toEqual([]);
});
