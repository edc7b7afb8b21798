import type { ApiDocument } from '@scalr/openapi';
import { placeInLog, readAppLog } from '../../app-log.ts';
import type { Finding } from '../../finding.ts';
import type { Persona, Subject } from '../../subject.ts';
import type { Collection, CollectionRoute } from './collections.ts';
import type { Body } from './make-body.ts';
import type { References } from './references.ts';
import { type ApiRule, find } from './rules.ts';
import type { SourcePlaces } from './source-places.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Parsed; undefined: no JSON. */
  readonly json: unknown;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `PATCH /api/notes/… as member {"title":"B"}` */
  readonly did: string;
}

/** A record that the check made. */
export interface Row {
  readonly collection: Collection;
  readonly id: string;
  readonly owner: Persona;
  /** As it was last answered. */
  readonly now: Body;
}

interface Question {
  readonly body?: unknown;
  readonly query?: string;
  readonly id?: string;
}

/** What driving an API stands on: who asks what, what was made, what was found. */
export interface Bench {
  readonly subject: Subject;
  readonly document: ApiDocument;
  readonly collections: readonly Collection[];
  readonly references: References;
  readonly mark: string;
  serial(): number;
  ask(as: Persona, route: CollectionRoute, question?: Question): Promise<Answer>;
  report(rule: ApiRule, route: CollectionRoute, collection: Collection | null, seen: Told): void;
  /** By path of a kind of record, what was answered where none could be made and that is no fault. */
  readonly unmade: Map<string, readonly Answer[]>;
  /** Everything found, with what the log says of errors of the server. */
  findings(): Promise<readonly Finding[]>;
}

export type Told = Pick<Finding, 'did' | 'got' | 'expected'> & Partial<Pick<Finding, 'fix'>>;

interface Grounds extends Pick<Bench, 'subject' | 'document' | 'collections' | 'references' | 'mark'> {
  readonly places: SourcePlaces;
}

const LOG_LINES = 400;

/** What other people could see or do is mended before anything else. */
const ABOUT_OTHERS = new Set([
  ...['API_ROW_VISIBLE_TO_OTHERS', 'API_ROW_WRITABLE_BY_OTHERS', 'API_CREATE_NOT_REFUSED'],
  ...['API_OWNER_FROM_REQUEST', 'API_NO_401'],
]);

export function openBench({ places, ...ground }: Grounds): Bench {
  const { subject } = ground;
  const found = new Map<string, Finding>();
  const failures = new Map<string, { readonly answer: Answer; readonly route: CollectionRoute }>();
  let serial = 0;
  const report: Bench['report'] = (rule, route, collection, seen) => {
    const key = `${rule} ${collection?.path ?? `${route.method} ${route.path}`}`;
    if (!found.has(key)) found.set(key, find(rule, { ...places.ofRoute(route, collection), ...seen }));
  };
  return {
    ...ground,
    unmade: new Map(),
    report,
    serial: () => {
      serial += 1;
      return serial;
    },
    ask: async (as, route, { body, query = '', id = '' } = {}) => {
      const path = route.path.replace(/\{\w+\}/g, id);
      const method = route.method.toUpperCase();
      const text = body === undefined ? {} : { body: JSON.stringify(body) };
      // Whatever is there now is what is to be changed: nobody else knows the record.
      const headers = route.operation.responses['428'] === undefined ? {} : { 'if-match': '*' };
      const reply = await subject.http(`${path}${query}`, { method, as, headers, ...text });
      const sent = body === undefined ? '' : ` with ${short(JSON.stringify(body), 200)}`;
      const answer = { ...reply, json: parsed(reply.text), did: `${method} ${path}${query} as ${as}${sent}` };
      if (isServerError(answer)) {
        const key = `${method} ${route.path}`;
        if (!failures.has(key)) failures.set(key, { answer, route });
      }
      return answer;
    },
    findings: async () => {
      const asked = [...failures.values()].flatMap(({ answer }) => requestIdOf(answer) ?? []);
      const log = asked.length === 0 ? [] : await readAppLog(subject, LOG_LINES, (lines) => hasAll(lines, asked));
      const errors = [...failures.values()].map(({ answer, route }) => {
        const requestId = requestIdOf(answer);
        const said = log.filter((line) => requestId !== undefined && line.includes(requestId)).join('\n');
        const place = placeInLog(said, subject.app.folder);
        const own = place.file === undefined ? places.ofRoute(route, null) : place;
        const got = `${shown(answer)}${said === '' ? '' : `\nlog: ${short(said, 600)}`}`;
        return find('serverError', { ...own, did: answer.did, got, expected: 'an answer below 500' });
      });
      const rank = ({ code }: Finding) => (ABOUT_OTHERS.has(code) ? 0 : 1);
      return [...errors, ...found.values()].sort((a, b) => rank(a) - rank(b));
    },
  };
}

const requestIdOf = ({ json }: Answer) => (json as { requestId?: string } | null | undefined)?.requestId;

const hasAll = (lines: readonly string[], ids: readonly string[]) =>
  ids.every((id) => lines.some((line) => line.includes(id)));

export const isServerError = ({ status }: Answer) => status >= 500;

export const shown = ({ status, text }: Pick<Answer, 'status' | 'text'>) => `${status} ${short(text, 300)}`.trim();

const short = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)} …` : text);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
