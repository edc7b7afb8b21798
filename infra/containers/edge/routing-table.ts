import type { Container } from './docker/docker-api.ts';
import { type Handler, told } from './exchange.ts';
import { type Definitions, isEnabled, type RouterDefinition, readDefinitions } from './labels/definitions.ts';
import { merged, type Said } from './labels/merged.ts';
import { Refusal } from './refusal.ts';
import type { Server } from './requests/upstream.ts';
import type { Ruled } from './rule.ts';

export interface Route {
  readonly name: string;
  readonly service: string;
  readonly handle: Handler;
}

export interface TableOptions {
  readonly network: string;
  /** Which label must have which value for a container to be this edge's business. */
  readonly constraint: readonly [label: string, value: string];
  readonly entryPoints: readonly string[];
  readonly resolver: string | null;
  readonly ask: (server: Server) => Handler;
  /** What is left out, and why. */
  readonly complain: (sentence: string) => void;
}

/** Where a router that only redirects leads to. */
const NO_SERVICE = 'noop@internal';

interface Kept extends Said {
  readonly address: string;
}

/** What the edge does with a request: made anew of all containers whenever one of them changes. */
export class RoutingTable {
  readonly #routes: readonly (RouterDefinition & { readonly route: Route })[];

  /** @throws Refusal for a label or a rule that it does not know */
  constructor(containers: readonly Container[], options: TableOptions) {
    const kept = containers.flatMap((container) => keptOf(container, options));
    const middlewares = merged(kept, 'middlewares', options.complain);
    const services = new Map<string, Handler>([[NO_SERVICE, async () => told(418, "I'm a teapot")]]);
    for (const [name, { port }] of merged(kept, 'services', options.complain)) {
      const addresses = kept.filter(({ definitions }) => definitions.services.has(name)).map(({ address }) => address);
      services.set(name, inTurn(addresses.map((address) => options.ask({ address, port }))));
    }
    const serviceOf = (name: string) => existing(services, 'service', name);
    const handlerOf = ({ service, middlewares: chain, entryPoints, resolver }: RouterDefinition): Handler => {
      const nowhere = entryPoints.find((name) => !options.entryPoints.includes(name));
      if (nowhere !== undefined) throw new Refusal(`the entry point ${nowhere} does not exist`);
      if (resolver !== null && resolver !== options.resolver)
        throw new Refusal(`the resolver of certificates ${resolver} does not exist`);
      return chain.toReversed().reduce((next, name) => {
        return existing(middlewares, 'middleware', name)(next, serviceOf);
      }, serviceOf(service));
    };
    this.#routes = [...merged(kept, 'routers', options.complain)]
      .flatMap(([name, router]) => {
        try {
          return [{ ...router, route: { name, service: router.service, handle: handlerOf(router) } }];
        } catch (error) {
          // As Traefik does: what one container lacks is not the fault of the others.
          options.complain(`the router ${name} is left out: ${(error as Error).message}`);
          return [];
        }
      })
      .sort((a, b) => b.priority - a.priority);
  }

  /** The router of the highest priority that matches. Undefined: nobody is there. */
  find(entryPoint: string, isEncrypted: boolean, ruled: Ruled): Route | undefined {
    return this.#routes.find(
      ({ entryPoints, resolver, rule }) =>
        entryPoints.includes(entryPoint) && (resolver !== null) === isEncrypted && rule(ruled),
    )?.route;
  }
}

/** Nothing of a container that is not for this edge, does not run or is not well. */
function keptOf({ name, labels, isRunning, health, addresses }: Container, options: TableOptions): readonly Kept[] {
  const [label, value] = options.constraint;
  if (!isEnabled(labels) || labels[label] !== value) return [];
  const definitions: Definitions = readDefinitions(labels);
  if (!isRunning || (health !== null && health !== 'healthy')) return [];
  const address = addresses[options.network];
  if (address !== undefined && address !== '') return [{ definitions, address }];
  options.complain(`${name} has no address on the network ${options.network}`);
  return [];
}

function existing<Thing>(things: ReadonlyMap<string, Thing>, kind: string, name: string): Thing {
  const thing = things.get(name);
  if (thing === undefined) throw new Refusal(`the ${kind} ${name} does not exist`);
  return thing;
}

/** One after the other. */
function inTurn(handlers: readonly Handler[]): Handler {
  let turn = 0;
  return (asked) => {
    turn = (turn + 1) % handlers.length;
    return handlers[turn]!(asked);
  };
}
