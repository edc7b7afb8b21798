import { MIDDLEWARES } from '../middlewares/index.ts';
import type { Middleware } from '../middlewares/middleware.ts';
import { Refusal } from '../refusal.ts';
import { type Rule, readRule } from '../rule.ts';
import { LabelGroup } from './label-group.ts';

export interface RouterDefinition {
  readonly rule: Rule;
  readonly priority: number;
  readonly entryPoints: readonly string[];
  readonly service: string;
  /** The first is the outermost. */
  readonly middlewares: readonly string[];
  /** Who issues its certificate; null: it answers without encryption. */
  readonly resolver: string | null;
}

export interface ServiceDefinition {
  readonly port: number;
}

/** One thing that labels define, with the labels themselves: two containers may define it only in the same words. */
export interface Defined<Thing> {
  readonly words: string;
  readonly thing: Thing;
}

/** What the labels of one container define. */
export interface Definitions {
  readonly routers: ReadonlyMap<string, Defined<RouterDefinition>>;
  readonly services: ReadonlyMap<string, Defined<ServiceDefinition>>;
  readonly middlewares: ReadonlyMap<string, Defined<Middleware>>;
}

type Kind = keyof Definitions;
type Words = Readonly<Record<string, string>>;

const LABEL = /^traefik\.http\.(?<kind>routers|services|middlewares)\.(?<name>[^.]+)\.(?<option>.+)$/;
const ENABLE = 'traefik.enable';

export const isEnabled = (labels: Words): boolean => labels[ENABLE] === 'true';

/** @throws Refusal for a label that begins with `traefik.` and is not one that our platform writes */
export function readDefinitions(labels: Words): Definitions {
  const groups: Record<Kind, Map<string, Record<string, string>>> = {
    routers: new Map(),
    services: new Map(),
    middlewares: new Map(),
  };
  for (const [label, value] of Object.entries(labels)) {
    if (!label.startsWith('traefik.') || label === ENABLE) continue;
    const { kind, name, option } = LABEL.exec(label)?.groups ?? {};
    if (kind === undefined || name === undefined || option === undefined)
      throw new Refusal(`the stand-in does not know the label ${label}`);
    const group = groups[kind as Kind];
    group.set(name, { ...group.get(name), [option]: value });
  }
  return {
    routers: defined('routers', groups.routers, readRouter),
    services: defined('services', groups.services, readService),
    middlewares: defined('middlewares', groups.middlewares, readMiddleware),
  };
}

function defined<Thing>(
  kind: Kind,
  groups: ReadonlyMap<string, Words>,
  read: (group: LabelGroup, words: Words) => Thing,
): ReadonlyMap<string, Defined<Thing>> {
  return new Map(
    [...groups].map(([name, words]) => {
      const group = new LabelGroup(`traefik.http.${kind}.${name}`, words);
      const thing = read(group, words);
      group.end();
      const sorted = Object.entries(words).sort(([a], [b]) => (a < b ? -1 : 1));
      return [name, { words: JSON.stringify(sorted), thing }];
    }),
  );
}

function readRouter(group: LabelGroup): RouterDefinition {
  const tls = group.find('tls');
  if (tls !== undefined && tls !== 'true') throw new Refusal(`a router is with TLS or without, not ${tls}`);
  return {
    rule: readRule(group.text('rule')),
    priority: group.whole('priority'),
    entryPoints: group.list('entrypoints'),
    service: localName(group.text('service')),
    middlewares: group.list('middlewares').map(localName),
    resolver: tls === undefined ? null : group.text('tls.certresolver'),
  };
}

function readService(group: LabelGroup): ServiceDefinition {
  return { port: group.whole('loadbalancer.server.port') };
}

/** One of a kind: `headers.customrequestheaders.…` are all of `headers`. */
function readMiddleware(group: LabelGroup, words: Words): Middleware {
  const [kind = '', ...others] = new Set(Object.keys(words).map((option) => option.split('.')[0]!));
  if (others.length > 0) throw new Refusal(`a middleware is of one kind, not ${[kind, ...others].join(' and ')}`);
  if (!Object.hasOwn(MIDDLEWARES, kind)) throw new Refusal(`the stand-in does not know the middleware ${kind}`);
  return MIDDLEWARES[kind]!(group);
}

/** Containers may say that they mean another container. */
const localName = (name: string): string => name.replace(/@docker$/, '');
