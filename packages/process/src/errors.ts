import { catalogue } from '@scalr/errors';

export const errors = catalogue({
  notFound: {
    code: 'PROCESS_NOT_FOUND',
    title: 'A program is missing',
    kind: 'environment',
    message: (d: { program: string }) => `the program ${d.program} is not installed or not executable`,
    fix: (d: { program: string }) => `install ${d.program} and make sure that it is on PATH`,
  },
});
