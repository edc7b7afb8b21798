import { catalogue } from '@scalr/errors';

export const errors = catalogue({
  unknownTopic: {
    code: 'EXAMPLE_UNKNOWN',
    title: 'No example of that',
    kind: 'usage',
    message: (d: { topic: string; known: string }) => `there is no example of "${d.topic}"; there are: ${d.known}`,
    fix: () => './scalr example lists them; for everything else: ./scalr docs <words>',
  },
  gone: {
    code: 'EXAMPLE_GONE',
    title: 'The checkout lacks a file of an example',
    kind: 'environment',
    message: (d: { path: string; part: string | undefined }) =>
      d.part === undefined ? `${d.path} is not there` : `${d.path} has no part that begins with "${d.part}"`,
    fix: () => 'git status shows what is missing of the checkout; git restore brings it back',
  },
});
