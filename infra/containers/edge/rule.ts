import { Refusal } from './refusal.ts';

/** What a rule can ask of a request. */
export interface Ruled {
  readonly method: string;
  /** Without port and closing dot, in lower case. */
  readonly host: string;
  /** Decoded, but for what would mean something else then. */
  readonly path: string;
}

export type Rule = (ruled: Ruled) => boolean;

const MATCHERS: Readonly<Record<string, (wanted: string) => Rule>> = {
  Host: (wanted) => {
    const canonical = wanted.toLowerCase().replace(/\.$/, '');
    return ({ host }) => host === canonical;
  },
  Path:
    (wanted) =>
    ({ path }) =>
      path === wanted,
  PathPrefix:
    (wanted) =>
    ({ path }) =>
      path.startsWith(wanted),
  Method:
    (wanted) =>
    ({ method }) =>
      method === wanted.toUpperCase(),
};

const TOKEN = /\s*(?:(?<sign>&&|\|\||!|\(|\))|(?<name>[A-Za-z]+)\(`(?<wanted>[^`]*)`\))/y;

type Token = { readonly sign: string } | { readonly rule: Rule };

/** ``Host(`a.localhost`) && (Path(`/x`) || !Method(`POST`))``: `!` before `&&` before `||`. @throws Refusal */
export function readRule(text: string): Rule {
  const tokens = tokensOf(text);
  let at = 0;
  const isNext = (sign: string) => {
    const token = tokens[at];
    return token !== undefined && 'sign' in token && token.sign === sign;
  };
  const take = (sign: string) => {
    if (!isNext(sign)) throw new Refusal(`not a rule, ${sign} is missing: ${text}`);
    at += 1;
  };

  function either(): Rule {
    const rules = [both()];
    while (isNext('||')) {
      at += 1;
      rules.push(both());
    }
    return (ruled) => rules.some((rule) => rule(ruled));
  }
  function both(): Rule {
    const rules = [one()];
    while (isNext('&&')) {
      at += 1;
      rules.push(one());
    }
    return (ruled) => rules.every((rule) => rule(ruled));
  }
  function one(): Rule {
    const token = tokens[at];
    if (token !== undefined && 'rule' in token) {
      at += 1;
      return token.rule;
    }
    if (isNext('!')) {
      at += 1;
      const rule = one();
      return (ruled) => !rule(ruled);
    }
    take('(');
    const rule = either();
    take(')');
    return rule;
  }

  const rule = either();
  if (at < tokens.length) throw new Refusal(`not a rule: ${text}`);
  return rule;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const begun = TOKEN.lastIndex;
    const { sign, name, wanted } = TOKEN.exec(text)?.groups ?? {};
    if (sign !== undefined) tokens.push({ sign });
    else if (name !== undefined && wanted !== undefined && Object.hasOwn(MATCHERS, name))
      tokens.push({ rule: MATCHERS[name]!(wanted) });
    else throw new Refusal(`the stand-in does not know this part of a rule: ${text.slice(begun).trim()}`);
  }
  return tokens;
}
