import { type Document, isMap, parseDocument, YAMLMap } from 'yaml';
import type { Answers } from '../answers.ts';
import { UnfitFile } from '../facts.ts';
import type { Ports } from '../neighbours.ts';

/** What nobody answers: made once, kept in the manifest for ever. */
export interface Allotted {
  /** A UUID. */
  readonly id: string;
  /** YYYY-MM-DD. */
  readonly created: string;
  readonly ports: Ports;
}

/** The template's manifest made a new app's: comments and order stay, what belongs to the template alone goes. */
export function manifestOfNewApp(text: string, answers: Answers, { id, created, ports }: Allotted): string {
  const document = open(text);
  const { slug, name, kind, description, icon, color, owner, backend } = answers;
  document.set('id', id);
  const values = { slug, name, kind, description, icon, color, created, owner, backend };
  for (const [key, value] of Object.entries(values)) document.set(key, value);
  quote(document, 'color');
  for (const path of [
    ['routing', 'subdomain'],
    ['routing', 'former_subdomains'],
    ['auth', 'client_id'],
    ['auth', 'authentik_app_slug'],
    ['database', 'name'],
    ['lifecycle'],
    ['calls'],
    ['hub'],
  ]) {
    if (document.hasIn(path)) document.deleteIn(path);
  }
  document.setIn(['routing', 'ports'], document.createNode(ports));
  const database = document.get('database');
  // Another language brings another tool; named only where the template names it.
  if (isMap(database) && database.has('migrations')) {
    document.setIn(['database', 'migrations'], backend === 'fastapi' ? 'alembic' : 'drizzle');
  } else if (isMap(database) && backend === 'fastapi') {
    const alembic = new YAMLMap();
    alembic.set('migrations', 'alembic');
    document.set('database', alembic);
  }
  return print(document);
}

/** A manifest under another slug: where it was is kept, and its database stays the one it has. */
export function renamedManifest(
  text: string,
  { from, to, name, database }: { from: string; to: string; name?: string; database: string | undefined },
): string {
  const document = open(text);
  document.set('slug', to);
  if (name !== undefined) document.set('name', name);
  if (!document.hasIn(['routing', 'subdomain'])) {
    const before = document.getIn(['routing', 'former_subdomains']) as { toJSON?: () => string[] } | undefined;
    const former = [...(before?.toJSON?.() ?? []).filter((name) => name !== to && name !== from), from];
    setIn(document, 'routing', 'former_subdomains', former);
  }
  if (database !== undefined) setIn(document, 'database', 'name', database);
  return print(document);
}

/** A manifest whose `calls` names an app by its new slug. */
export function manifestCalling(text: string, { from, to }: { from: string; to: string }): string {
  const document = open(text);
  const calls = document.get('calls') as { items?: { value?: unknown }[] } | undefined;
  for (const item of calls?.items ?? []) if (item.value === from) item.value = to;
  return print(document);
}

/** A manifest with another `lifecycle.status`; `undefined`: the default again. */
export function manifestWithStatus(text: string, status: 'archived' | 'beta' | undefined): string {
  const document = open(text);
  if (status !== undefined) setIn(document, 'lifecycle', 'status', status);
  else {
    document.deleteIn(['lifecycle', 'status']);
    const lifecycle = document.get('lifecycle');
    if (isMap(lifecycle) && lifecycle.items.length === 0) document.delete('lifecycle');
  }
  return print(document);
}

function open(text: string): Document {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) throw new UnfitFile('is no valid YAML mapping');
  return document;
}

/** Below a key that may be missing, empty (`database:`) or written in braces (`database: {}`). */
function setIn(document: Document, parent: string, key: string, value: unknown): void {
  const found = document.get(parent);
  if (!isMap(found)) document.set(parent, document.createNode({ [key]: value }));
  else {
    found.flow = false;
    found.set(key, document.createNode(value));
  }
}

/** `#` begins a comment in YAML, so a colour stands in quotes. */
function quote(document: Document, key: string): void {
  const node = document.get(key, true);
  if (typeof node === 'object' && node !== null && 'type' in node) node.type = 'QUOTE_DOUBLE';
}

const print = (document: Document): string => document.toString({ lineWidth: 0, flowCollectionPadding: false });
