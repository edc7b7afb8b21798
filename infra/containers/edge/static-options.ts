import { readDuration } from './duration.ts';
import { Refusal } from './refusal.ts';

/** One port that the edge listens on. */
export interface EntryPointOptions {
  /** Empty: every address. */
  readonly host: string;
  readonly port: number;
  /** The whole request. */
  readonly readMs: number;
  /** The whole answer. */
  readonly writeMs: number;
  readonly idleMs: number;
  /** How long requests may go on when the edge is told to end. */
  readonly graceMs: number;
  readonly maxHeaderBytes: number;
  /** Escapes that no path may hold, in upper case. */
  readonly refusedEscapes: readonly string[];
}

export interface StaticOptions {
  readonly entryPoints: ReadonlyMap<string, EntryPointOptions>;
  /** Entry point that tells whether the edge is well. */
  readonly ping: string;
  readonly docker: { readonly host: string; readonly port: number; readonly network: string };
  readonly constraint: readonly [label: string, value: string];
  readonly throttleMs: number;
  readonly dialMs: number;
  readonly answerMs: number;
  /** Who issues certificates, and the file that keeps them; null: nobody. */
  readonly resolver: { readonly name: string; readonly storage: string } | null;
}

/** What Traefik does the same way by default, or what is nothing to a test, and is the only value taken. */
const FIXED: Readonly<Record<string, string>> = {
  'global.checknewversion': 'false',
  'global.sendanonymoususage': 'false',
  'providers.docker.exposedbydefault': 'false',
  'log.level': 'WARN',
  'log.format': 'json',
  'accesslog.format': 'json',
  'accesslog.fields.defaultmode': 'keep',
  'accesslog.fields.headers.defaultmode': 'drop',
  'accesslog.fields.queryparameters.defaultmode': 'drop',
  'accesslog.fields.names.clientusername': 'drop',
};

const ESCAPES: Readonly<Record<string, string>> = {
  allowencodedslash: '%2F',
  allowencodedbackslash: '%5C',
  allowencodednullcharacter: '%00',
};

/** The options that our platform gives to Traefik, and no other. @throws Refusal */
export function readOptions(args: readonly string[]): StaticOptions {
  const options = new Map(args.map(readOption));
  const find = (key: string) => {
    const value = options.get(key);
    options.delete(key);
    return value;
  };
  const take = (key: string) => {
    const value = find(key);
    if (value === undefined) throw new Refusal(`the option --${key} is missing`);
    return value;
  };
  for (const [key, only] of Object.entries(FIXED)) {
    const value = find(key);
    if (value !== undefined && value !== only) throw new Refusal(`the stand-in knows --${key} only as ${only}`);
  }
  const names = new Set([...options.keys()].flatMap((key) => /^entrypoints\.([^.]+)\./.exec(key)?.[1] ?? []));
  const entryPoints = new Map([...names].map((name) => [name, readEntryPoint(`entrypoints.${name}`, find, take)]));
  const ping = take('ping.entrypoint').toLowerCase();
  if (!entryPoints.has(ping)) throw new Refusal(`there is no entry point ${ping}`);
  const read: StaticOptions = {
    entryPoints,
    ping,
    docker: { ...readEndpoint(take('providers.docker.endpoint')), network: take('providers.docker.network') },
    constraint: readConstraint(take('providers.docker.constraints')),
    throttleMs: readDuration(take('providers.providersthrottleduration')),
    dialMs: readDuration(take('serverstransport.forwardingtimeouts.dialtimeout')),
    answerMs: readDuration(take('serverstransport.forwardingtimeouts.responseheadertimeout')),
    resolver: readResolver([...options.keys()], find, take),
  };
  const [unknown] = options.keys();
  if (unknown !== undefined) throw new Refusal(`the stand-in does not know the option --${unknown}`);
  return read;
}

/** `--Key=value`; the case of a key makes no difference. */
function readOption(argument: string): readonly [string, string] {
  const [, key, value] = /^--([^=]+)=(.*)$/.exec(argument) ?? [];
  if (key === undefined || value === undefined) throw new Refusal(`not an option of the form --key=value: ${argument}`);
  if (/^providers\.swarm\b/i.test(key)) throw new Refusal('the stand-in reads the containers of one Docker, no swarm');
  return [key.toLowerCase(), value];
}

type Find = (key: string) => string | undefined;
type Take = (key: string) => string;

function readEntryPoint(prefix: string, find: Find, take: Take): EntryPointOptions {
  const [, host, port] = /^([^:]*):(\d+)$/.exec(take(`${prefix}.address`)) ?? [];
  if (host === undefined || port === undefined) throw new Refusal(`${prefix}.address is no address`);
  if (take(`${prefix}.http.aliasheadersstrategy`) !== 'delete')
    throw new Refusal('the stand-in deletes headers that many a server takes for another one');
  const timeouts = `${prefix}.transport.respondingtimeouts`;
  const refusedEscapes = Object.entries(ESCAPES).flatMap(([key, code]) =>
    (find(`${prefix}.http.encodedcharacters.${key}`) ?? 'true') === 'true' ? [] : [code],
  );
  return {
    host,
    port: Number(port),
    readMs: readDuration(find(`${timeouts}.readtimeout`) ?? '60s'),
    writeMs: readDuration(find(`${timeouts}.writetimeout`) ?? '0s'),
    idleMs: readDuration(find(`${timeouts}.idletimeout`) ?? '180s'),
    graceMs: readDuration(find(`${prefix}.transport.lifecycle.gracetimeout`) ?? '10s'),
    maxHeaderBytes: Number(find(`${prefix}.http.maxheaderbytes`) ?? 1_048_576),
    refusedEscapes,
  };
}

function readEndpoint(text: string): { readonly host: string; readonly port: number } {
  const [, host, port] = /^tcp:\/\/([^:/]+):(\d+)$/.exec(text) ?? [];
  if (host === undefined || port === undefined)
    throw new Refusal(`the stand-in reaches Docker by tcp://, not by ${text}`);
  return { host, port: Number(port) };
}

function readConstraint(text: string): readonly [string, string] {
  const [, label, value] = /^Label\(`([^`]+)`,\s*`([^`]*)`\)$/.exec(text) ?? [];
  if (label === undefined || value === undefined)
    throw new Refusal(`the stand-in knows one constraint, of one label, not ${text}`);
  return [label, value];
}

function readResolver(keys: readonly string[], find: Find, take: Take): StaticOptions['resolver'] {
  const name = keys.flatMap((key) => /^certificatesresolvers\.([^.]+)\./.exec(key)?.[1] ?? [])[0];
  if (name === undefined) return null;
  const prefix = `certificatesresolvers.${name}.acme`;
  // It asks no authority, so it needs neither.
  find(`${prefix}.httpchallenge.entrypoint`);
  find(`${prefix}.email`);
  return { name, storage: take(`${prefix}.storage`) };
}
