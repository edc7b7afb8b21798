import { catalogue } from '@scalr/errors';

/** What can go wrong on the way to the identity service; its own problems keep their own codes. */
export const errors = catalogue({
  unreachable: {
    code: 'IDENTITY_NOT_RUNNING',
    title: 'The identity service does not run',
    kind: 'environment',
    message: () => 'The identity service does not answer: the platform is down or still starting.',
    fix: () => './scalr up',
  },
  answerMalformed: {
    code: 'IDENTITY_ANSWER_MALFORMED',
    title: 'The identity service answered something else than expected',
    kind: 'environment',
    message: ({ request, reason }: { request: string; reason: string }) =>
      `The identity service answered ${request} with something this version does not understand: ${reason}.`,
    fix: () => 'run the CLI and the platform from the same version: ./scalr restart auth',
  },
});
