import { breakingChanges } from '@scalr/openapi';
import { describe, expect, test } from 'vitest';

type Json = Record<string, unknown>;
const note = {
  type: 'object',
  required: ['id', 'title', 'status'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    title: { type: 'string' },
    status: { type: 'string', enum: ['draft', 'sent'] },
    note: { type: 'string' },
  },
} satisfies Json;
const input = {
  type: 'object',
  additionalProperties: false,
  required: ['title'],
  properties: {
    title: { type: 'string', maxLength: 200 },
    status: { type: 'string', enum: ['draft', 'sent'] },
    due: { type: ['string', 'null'], format: 'date' },
    count: { type: 'number' },
  },
} satisfies Json;

interface Api {
  note: Json;
  input: Json;
  post: Json;
  get: Json;
  paths: Json;
}

function documentOf(change: (api: Api) => void = () => {}): Json {
  const json = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
  const api: Api = {
    note: structuredClone(note),
    input: structuredClone(input),
    post: {
      operationId: 'createNote',
      security: [],
      parameters: [],
      requestBody: { required: true, content: json('NoteInput') },
      responses: { 201: { content: json('Note') }, 409: {} },
    },
    get: {
      operationId: 'listNotes',
      security: [],
      'x-callers': ['desk'],
      parameters: [
        { name: 'q', in: 'query', required: false, schema: { type: 'string' } },
        { name: 'limit', in: 'query', required: false, schema: { type: 'integer', maximum: 200 } },
      ],
      responses: { 200: { content: json('Note') } },
    },
    paths: {},
  };
  api.paths = { '/api/notes': { get: api.get, post: api.post } };
  change(api);
  return {
    openapi: '3.1.0',
    info: { title: 'notes', version: '1' },
    paths: api.paths,
    components: { schemas: { Note: api.note, NoteInput: api.input } },
  };
}

const member = (schema: Json, name: string) => (schema.properties as Record<string, Json>)[name]!;
const parameters = (operation: Json) => operation.parameters as Json[];

describe('a break', () => {
  test.each<[string, (api: Api) => void, string, string]>([
    [
      'a path gone',
      ({ paths }) => {
        delete paths['/api/notes'];
      },
      '/paths/~1api~1notes',
      'is gone',
    ],
    [
      'a method gone',
      ({ paths }) => {
        delete (paths['/api/notes'] as Json).post;
      },
      '/paths/~1api~1notes/post',
      'is gone',
    ],
    [
      'a field newly required',
      ({ input }) => Object.assign(input, { required: ['status', 'title'] }),
      '/components/schemas/NoteInput/properties/status',
      'is required now',
    ],
    [
      'a new field that is required',
      ({ input }) => {
        (input.properties as Json).color = { type: 'string' };
        input.required = ['color', 'title'];
      },
      '/components/schemas/NoteInput/properties/color',
      'is required now',
    ],
    [
      'a field no longer taken',
      ({ input }) => {
        delete (input.properties as Json).count;
      },
      '/components/schemas/NoteInput/properties/count',
      'is no longer taken',
    ],
    [
      'a narrowed type',
      ({ input }) => Object.assign(member(input, 'count'), { type: 'integer' }),
      '/components/schemas/NoteInput/properties/count',
      'no longer takes number',
    ],
    [
      'null refused',
      ({ input }) => Object.assign(member(input, 'due'), { type: 'string' }),
      '/components/schemas/NoteInput/properties/due',
      'no longer takes null',
    ],
    [
      'a narrowed enum',
      ({ input }) => Object.assign(member(input, 'status'), { enum: ['draft'] }),
      '/components/schemas/NoteInput/properties/status',
      'no longer takes "sent"',
    ],
    [
      'a narrowed length',
      ({ input }) => Object.assign(member(input, 'title'), { maxLength: 100 }),
      '/components/schemas/NoteInput/properties/title',
      'maxLength is 100 now',
    ],
    [
      'an answer without a property',
      ({ note }) => {
        delete (note.properties as Json).note;
      },
      '/components/schemas/Note/properties/note',
      'is no longer answered',
    ],
    [
      'a property that may be missing',
      ({ note }) => Object.assign(note, { required: ['id', 'status'] }),
      '/components/schemas/Note/properties/title',
      'may be missing now',
    ],
    [
      'a property that may be null',
      ({ note }) => Object.assign(member(note, 'title'), { type: ['null', 'string'] }),
      '/components/schemas/Note/properties/title',
      'may be null now',
    ],
    [
      'a widened enum of an answer',
      ({ note }) => Object.assign(member(note, 'status'), { enum: ['draft', 'paid', 'sent'] }),
      '/components/schemas/Note/properties/status',
      'may be "paid" now',
    ],
    [
      'a property of another type',
      ({ note }) => Object.assign(member(note, 'title'), { type: 'integer' }),
      '/components/schemas/Note/properties/title',
      'may be integer now',
    ],
    [
      'a status gone',
      ({ post }) => {
        delete (post.responses as Json)['409'];
      },
      '/paths/~1api~1notes/post/responses/409',
      'is no longer answered',
    ],
    [
      'a sign-in',
      ({ get }) => Object.assign(get, { security: [{ bearer: [] }] }),
      '/paths/~1api~1notes/get/security',
      'needs a sign-in now',
    ],
    [
      'a group',
      ({ get }) => Object.assign(get, { 'x-required-groups': ['managers'] }),
      '/paths/~1api~1notes/get/x-required-groups',
      'is only for the group managers now',
    ],
    [
      'a caller shut out',
      ({ get }) => {
        delete get['x-callers'];
      },
      '/paths/~1api~1notes/get/x-callers',
      'is no longer open to the app desk',
    ],
    [
      'a parameter newly required',
      ({ get }) => Object.assign(parameters(get)[0]!, { required: true }),
      '/paths/~1api~1notes/get/parameters/1',
      'the query parameter q is required now',
    ],
    [
      'a parameter gone',
      ({ get }) => {
        get.parameters = parameters(get).slice(1);
      },
      '/paths/~1api~1notes/get/parameters',
      'no longer takes the query parameter q',
    ],
    [
      'a parameter with a lower limit',
      ({ get }) => Object.assign(parameters(get)[1]!, { schema: { type: 'integer', maximum: 50 } }),
      '/paths/~1api~1notes/get/parameters/0/schema',
      'maximum is 50 now',
    ],
  ])('%s', (_name, change, pointer, what) => {
    expect(breakingChanges('notes', documentOf(), documentOf(change))).toEqual([{ pointer, what }]);
  });
});

test('what is new, wider to take or narrower to answer breaks nobody', () => {
  const after = documentOf(({ note, input, get, post, paths }) => {
    (note.properties as Json).color = { type: 'string' };
    (input.properties as Json).color = { type: 'string' };
    Object.assign(member(note, 'status'), { enum: ['sent'] });
    Object.assign(note, { required: ['id', 'note', 'status', 'title'] });
    Object.assign(input, { required: [] });
    Object.assign(member(input, 'status'), { enum: ['draft', 'paid', 'sent'] });
    Object.assign(member(input, 'title'), { maxLength: 300, type: ['string', 'null'] });
    parameters(get).push({ name: 'sort', in: 'query', required: false, schema: { type: 'string' } });
    Object.assign(post.responses as Json, { 412: {} });
    paths['/api/more'] = { get: { ...get, operationId: 'more' } };
  });
  expect(breakingChanges('notes', documentOf(), after)).toEqual([]);
  expect(breakingChanges('notes', after, after)).toEqual([]);
});
