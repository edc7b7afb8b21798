import { ruleBook } from '../../rule.ts';

/** Every collection does over HTTP what its rules promise, for real people. */
export const { rules, find } = ruleBook('api', {
  no401: {
    code: 'API_NO_401',
    title: 'A route answers somebody without a token',
    why: 'whoever has no token must be refused before anything else is looked at',
    fix: 'let the platform refuse: access "signed-in" or { groups: [...] } on the route, and no handler of its own for requests',
    dont: 'make the route public to get rid of this',
    page: 'A route that is not `public` answers 401 without a token, whatever its path, body and parameters are.',
  },
  createFails: {
    code: 'API_CREATE_FAILS',
    title: 'A record that fits the API document cannot be made',
    why: 'forms, other apps and people go by what the API document accepts',
    fix: 'say the rule in `input` (min, max, enum, regex), or show a value that fits: z.string().meta({ examples: ["DE-1234"] }), Field(examples=["DE-1234"])',
    dont: 'weaken the rule itself',
    page: `The check makes a record from nothing but the JSON Schema of the API: required and optional fields, enums,
formats, limits and patterns; what a field refers to is made first. Where a value has a form that the schema cannot say,
give an example of it in the schema; the check, the documentation and people all use it.`,
  },
  notCreated: {
    code: 'API_CREATE_ANSWER',
    title: 'Making a record is not answered with 201, Location and the record',
    why: 'clients go on with the id of what they made',
    fix: 'let entity() make the route, or answer 201 with the record and a Location header',
    page: '`POST` of a collection answers 201, `Location: /api/<collection>/<id>` and the record as it can be read there.',
  },
  loses: {
    code: 'API_FIELD_LOST',
    title: 'A field that was sent is not what is read back',
    why: 'people lose what they wrote and are told that it was kept',
    fix: 'give every field of `input` a column of the same name, and write all of them',
    page: 'What `POST` or `PATCH` takes, `GET` gives back. A field that only the server writes does not belong into `input`.',
  },
  notListed: {
    code: 'API_NOT_LISTED',
    title: 'A record is not in the list of who made it',
    why: 'the list is where people look for what they have just made',
    fix: 'let entity() make the list, or filter less in the hand-written one',
    page: 'The list of a collection holds every record that the person may read, newest first unless `sort` says otherwise.',
  },
  resets: {
    code: 'API_PATCH_RESETS_FIELD',
    title: 'A change resets a field it did not name',
    why: 'data is lost without anybody noticing; defaults are for new records, and .partial() in zod applies them again',
    fix: 'delete the hand-written PATCH and let entity() make it, or write only the keys that the body of the request has',
    dont: 'send all fields from the page: somebody else may have changed one meanwhile',
    page: `A PATCH is a merge patch (RFC 7396): what it does not name stays. \`schema.partial()\` keeps \`.default()\`, so that
parsing \`{ "title": "B" }\` gives \`{ title: "B", pinned: false }\`, and writing that resets \`pinned\`. The route that
\`entity()\` makes does it right.`,
  },
  unvalidated: {
    code: 'API_UNVALIDATED_BODY',
    title: 'A body of the wrong shape is not refused with 422',
    why: 'what gets in is in the database for good, and breaks pages that read it later',
    fix: 'declare the body of the route with a schema; entity() does it with `input`',
    dont: 'check fields by hand in the handler',
    page: 'A bad body is answered with 422, `application/problem+json`, and `errors`: one `{ in: "body", pointer, detail }` for each bad field. Nothing is written.',
  },
  badBodyKept: {
    code: 'API_BAD_BODY_WRITTEN',
    title: 'A refused change was written all the same',
    why: 'who reads 422 believes that nothing happened',
    fix: 'validate before writing, and throw so that the transaction is undone',
    page: 'A request is one transaction: whatever the handler wrote is undone when it throws.',
  },
  visible: {
    code: 'API_ROW_VISIBLE_TO_OTHERS',
    title: 'Somebody sees a record that the rules keep from them',
    why: 'this is other people’s data',
    fix: 'read through `database` of the route in every request, which is bound to the person; keep no rows in variables of the module',
    dont: 'filter in the page',
    page: `Rows are kept apart by row-level security, in every query made through \`database\`. What gets around it is a copy:
a Map in the module, a cache, a file. The rules of a collection are in \`access\` of its entity, and in the API document
as \`x-access\`.`,
  },
  hidden: {
    code: 'API_ROW_HIDDEN',
    title: 'Somebody does not see a record that the rules open to them',
    why: 'what is shared has to be there for everybody it is shared with',
    fix: 'let entity() make the route, or drop the filter by person from the hand-written one',
    page: '`shared()` opens a row to everybody who may open the app, `group("managers")` to that group, `publicRead()` to everybody.',
  },
  writable: {
    code: 'API_ROW_WRITABLE_BY_OTHERS',
    title: 'Somebody changes or deletes a record that the rules keep from them',
    why: 'nobody may change other people’s data',
    fix: 'let entity() make the route, or go through `database` of the request',
    page: 'Who may not change a row is answered 404, like for one that does not exist, or 403 where a group alone decides.',
  },
  mayCreate: {
    code: 'API_CREATE_NOT_REFUSED',
    title: 'Somebody makes a record that the rules keep them from making',
    why: 'a rule that is not kept is worse than none: people rely on it',
    fix: 'let entity() make the route, or give the hand-written one the same access',
    page: 'Where `create` is for a group, everybody else is answered 403.',
  },
  refused: {
    code: 'API_REFUSED',
    title: 'Somebody is refused what the rules let them do',
    why: 'people cannot do what the app is for',
    fix: 'give the route and the entity the same access; a group has to stand under auth.groups of app.manifest.yml',
    page: 'The rules are in `access` of the entity; a hand-written route may not ask for more.',
  },
  unknownGroup: {
    code: 'API_GROUP_NOT_IN_MANIFEST',
    title: 'A rule asks for a group that the manifest does not name',
    why: 'tokens for the app carry only the groups of its manifest, so nobody would ever be let in',
    fix: 'add the group to auth.groups of app.manifest.yml',
    page: '`auth: { groups: [managers] }` in `app.manifest.yml` says which groups the rules of the app ask about; `required_groups` are those that everybody needs to open it.',
  },
  ownerFromRequest: {
    code: 'API_OWNER_FROM_REQUEST',
    title: 'The request says whose record it is',
    why: 'anybody could write in the name of somebody else',
    fix: 'take ownerId out of `input` and use owner() in `access`: the server writes it',
    page: 'Who owns a row is known from the token. `access: owner()` for private rows, `{ read: shared(), write: owner() }` for rows that all see and only their owner changes.',
  },
  changeFails: {
    code: 'API_CHANGE_FAILS',
    title: 'A change of one field does not work',
    why: 'people cannot correct what they wrote',
    fix: 'let entity() make the PATCH route, or answer 200 with the whole record',
    page: '`PATCH /api/<collection>/<id>` takes any part of the fields and answers 200 with the whole record.',
  },
  notDeleted: {
    code: 'API_NOT_DELETED',
    title: 'A deleted record is still there',
    why: 'people were told that it is gone',
    fix: 'let entity() make the DELETE route, or answer 404 once the row is gone',
    page: '`DELETE` answers 204, and everything after it 404.',
  },
  notKept: {
    code: 'API_NOT_KEPT',
    title: 'A record is gone or changed after a restart',
    why: 'backends restart and sleep all the time; what is only in memory is lost each time',
    fix: 'keep it in a table: ./scalr add entity <name> field:type … --access owner',
    dont: 'write it into a file',
    page: 'Variables of a module live as long as the process. Everything that people write belongs into the database.',
  },
  serverError: {
    code: 'API_500',
    title: 'A request ends in an error of the server',
    why: 'a 500 is always a defect: bad requests are 4xx, and a missing database is 503',
    fix: 'mend what the log names; ./scalr logs <app> shows all of it',
    dont: 'catch everything and answer 200',
    page: 'What a handler throws is 500, unless it is a problem (`notFound()`, `conflict()`, `new HttpProblem(...)`) or a rule of the database, which becomes 409 or 422.',
  },
});

export type ApiRule = Parameters<typeof find>[0];
