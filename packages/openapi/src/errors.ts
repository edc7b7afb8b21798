import { catalogue } from '@scalr/errors';

/** What an API document can be refused for. */
export const openApiErrors = catalogue({
  documentInvalid: {
    code: 'API_DOCUMENT_INVALID',
    title: 'API document that cannot be read',
    kind: 'user',
    message: ({ slug, reason }: { slug: string; reason: string }) =>
      `What the backend of ${slug} says of its API is no OpenAPI 3.1 document that a client can be made of: ${reason}.`,
    fix: ({ slug }) =>
      `correct the route or model that it names in the backend of ${slug}; ./scalr types ${slug} tries again`,
  },
  operationTwice: {
    code: 'API_OPERATION_TWICE',
    title: 'Two routes with one name',
    kind: 'user',
    message: ({ slug, operationId, places }: { slug: string; operationId: string; places: readonly string[] }) =>
      `In ${slug}, ${places.join(' and ')} are both called ${operationId}, so no client can tell them apart.`,
    fix: ({ operationId }) =>
      `give one of them another operationId than ${operationId} in its file in backend/src/routes/`,
  },
});
