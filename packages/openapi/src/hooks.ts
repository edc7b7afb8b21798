import type { Schema } from './api-document.ts';
import type { Operation, Parameter } from './operations.ts';
import { capital, Names, typeName, valueName } from './type-names.ts';
import { commentText, propertyName, quote, type TypeNames, typeOf } from './type-script.ts';

/** `useGetNote(id, options)`, with `useListNotesInfinite` beside `useListNotes` where the answer comes in pages. */
export function queryHooks(operation: Operation, types: TypeNames, names: Names): string {
  const { id, queryParameters, pageItem } = operation;
  const answer = namedType(operation.answer, `${typeName(id)}Answer`, types, names);
  const name = valueName(id);
  const request = names.take(`${name}Request`);
  const hook = names.take(`use${capital(name)}`);
  const inPath = pathArguments(operation, ['params', 'options']);
  const query = queryType(operation, types, names);
  const paramsType = query?.name ?? null;
  const isOptional = queryParameters.every(({ required }) => !required);
  const given = [...inPath.map((one) => one.name), ...(paramsType === null ? [] : ['params'])].join(', ');
  const declared = (params: string | null) =>
    [
      ...inPath.map((one) => `${one.name}: ${typeOf(one.schema, types)}`),
      ...(params === null ? [] : [`params${isOptional ? '?' : ''}: ${params}`]),
    ].join(', ');
  const withOptions = (params: string | null, options: string) =>
    [declared(params), `options?: ${options}`].filter((part) => part !== '').join(', ');
  const asked = `{ method: 'GET', path: ${template(operation, inPath, '')}${paramsType === null ? '' : ', query: params'} }`;
  const lines = [
    `const ${request} = (${declared(paramsType)}): api.ApiRequest => (${asked});`,
    `export const ${names.take(`${name}QueryKey`)} = (${declared(paramsType)}): api.QueryKey => api.queryKey(${request}(${given}));`,
    '',
    comment(operation),
    `export function ${hook}<TData = ${answer.name}>(${withOptions(paramsType, `api.QueryOptions<${answer.name}, TData>`)}): api.QueryResult<TData> {`,
    `  return api.useQuery<${answer.name}, TData>(${request}(${given}), options);`,
    '}',
  ];
  if (pageItem !== null && paramsType !== null) {
    const item = typeOf(pageItem, types);
    lines.push(
      '',
      '/** The same page after page: `data` is every entry so far, `fetchNextPage()` brings more while `hasNextPage`. */',
      `export function ${names.take(`${hook}Infinite`)}(${withOptions(`Omit<${paramsType}, 'cursor'>`, `api.PagesOptions<${item}>`)}): api.PagesResult<${item}> {`,
      `  return api.usePages<${item}>(${request}(${given}), options);`,
      '}',
    );
  }
  return `${answer.declaration}${query?.declaration ?? ''}${lines.join('\n')}\n`;
}

/** `useCreateNote(options)`, whose `mutate` takes `{ id, data, params }`: of these what the operation has. */
export function mutationHook(operation: Operation, types: TypeNames, names: Names): string {
  const { id, method, queryParameters, body } = operation;
  const answer = namedType(operation.answer, `${typeName(id)}Answer`, types, names);
  const data = namedType(body, `${typeName(id)}Data`, types, names);
  const inPath = pathArguments(operation, ['data', 'params']);
  const query = queryType(operation, types, names);
  const isOptional = queryParameters.every(({ required }) => !required);
  const fields = [
    ...inPath.map((one) => `${one.name}: ${typeOf(one.schema, types)}`),
    ...(body === null ? [] : [`data: ${data.name}`]),
    ...(query === null ? [] : [`params${isOptional ? '?' : ''}: ${query.name}`]),
  ];
  const variables = fields.length === 0 ? 'void' : `{ ${fields.join('; ')} }`;
  const asked = [
    `method: '${method.toUpperCase()}'`,
    `path: ${template(operation, inPath, 'variables.')}`,
    ...(query === null ? [] : ['query: variables.params']),
    ...(body === null ? [] : ['body: variables.data']),
  ].join(', ');
  const lines = [
    comment(operation),
    `export function ${names.take(`use${capital(valueName(id))}`)}(options?: api.MutationOptions<${answer.name}, ${variables}>): api.MutationResult<${answer.name}, ${variables}> {`,
    `  return api.useMutation<${answer.name}, ${variables}>((${fields.length === 0 ? '' : 'variables'}) => ({ ${asked} }), options);`,
    '}',
  ];
  return `${answer.declaration}${data.declaration}${query?.declaration ?? ''}${lines.join('\n')}\n`;
}

interface NamedType {
  readonly name: string;
  /** Empty: it is declared already. */
  readonly declaration: string;
}

/** A type that takes more than a few words gets a name. */
function namedType(schema: Schema | null, wanted: string, types: TypeNames, names: Names): NamedType {
  if (schema === null) return { name: 'void', declaration: '' };
  const type = typeOf(schema, types);
  if (/^[\w[\]]+$/.test(type)) return { name: type, declaration: '' };
  const name = names.take(wanted);
  return { name, declaration: `export type ${name} = ${type};\n\n` };
}

function comment({ summary, method, path }: Operation): string {
  const words = commentText(summary);
  const place = `\`${method.toUpperCase()} ${commentText(path)}\``;
  return `/** ${words === '' ? place : `${words}: ${place}`} */`;
}

/** Null: the operation has no query. */
function queryType({ id, queryParameters }: Operation, types: TypeNames, names: Names) {
  if (queryParameters.length === 0) return null;
  const name = names.take(`${typeName(id)}Params`);
  const fields = queryParameters.map(
    ({ name: key, required, schema }) =>
      `  ${propertyName(key)}${required ? '' : '?'}: ${typeOf(schema, types, '  ')}${required ? '' : ' | undefined'};\n`,
  );
  return { name, declaration: `export interface ${name} {\n${fields.join('')}}\n\n` };
}

interface PathArgument extends Parameter {
  /** As the document calls it. */
  readonly original: string;
}

function pathArguments({ pathParameters }: Operation, taken: readonly string[]): readonly PathArgument[] {
  const names = new Names(taken);
  return pathParameters.map((one) => ({ ...one, original: one.name, name: names.take(valueName(one.name)) }));
}

/** `/api/notes/{id}` as a template literal; a plain string where nothing is put in. */
function template({ path }: Operation, inPath: readonly PathArgument[], from: string): string {
  if (inPath.length === 0) return quote(path);
  const text = inPath.reduce(
    (done, { original, name }) => done.replace(`{${original}}`, `\${encodeURIComponent(${from}${name})}`),
    path.replaceAll('\\', '\\\\').replaceAll('`', '\\`'),
  );
  return `\`${text}\``;
}
