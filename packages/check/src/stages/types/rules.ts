import { ruleBook } from '../../rule.ts';

export const { rules, find } = ruleBook('types', {
  typeError: {
    code: 'TYPE_ERROR',
    title: 'The types do not fit',
    why: 'what does not fit its type fails when somebody uses it',
    fix: 'make the value what the type says, or the type what is meant; after a change of the API: ./scalr types',
    dont: 'silence it with any, a cast or @ts-ignore',
    page: 'Frontend and backend are checked strictly (`strict`, `noUncheckedIndexedAccess`, `exactOptionalPropertyTypes`). Types of the API are generated: `./scalr types`.',
  },
  lintError: {
    code: 'LINT_ERROR',
    title: 'Code that is almost certainly wrong',
    why: 'only rules that find mistakes are asked, none of style',
    fix: 'do what the message says',
    dont: 'suppress it with a comment',
    page: 'TypeScript: the groups `correctness` and `suspicious` of Biome. Python: pyflakes, syntax, bugbear and async rules of ruff. `./scalr docs lint` finds more.',
  },
});
