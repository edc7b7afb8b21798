import { catalogue } from '@scalr/errors';

export const workspaceErrors = catalogue({
  notFound: {
    code: 'WORKSPACE_NOT_FOUND',
    title: 'Not inside a SCALR repository',
    kind: 'usage',
    message: ({ from }: { from: string }) => `${from} is not inside a SCALR repository.`,
    fix: () => 'cd into your checkout, or set SCALR_WORKSPACE to its path',
  },
  outside: {
    code: 'WORKSPACE_LINK_OUTSIDE',
    title: 'A link leads out of the repository',
    kind: 'user',
    message: ({ path }: { path: string }) =>
      `${path} is a symbolic link that leads out of the repository; apps are only taken from inside it.`,
    fix: ({ path }) => `replace the link by the real files: rm ${path}, then copy them there`,
  },
  unreadable: {
    code: 'WORKSPACE_UNREADABLE',
    title: 'A file cannot be read',
    kind: 'environment',
    message: ({ path, errno }: { path: string; errno: string }) => `${path} could not be read (${errno}).`,
    fix: ({ path }) => `let this user read it: ls -ld ${path}, then chmod u+r ${path}`,
  },
  notAFile: {
    code: 'WORKSPACE_NOT_A_FILE',
    title: 'Not a file',
    kind: 'user',
    message: ({ path }: { path: string }) => `${path} is not an ordinary file.`,
    fix: ({ path }) => `replace it by a text file: rm -r ${path}`,
  },
  folderName: {
    code: 'WORKSPACE_FOLDER_NAME',
    title: 'A folder with invisible characters in its name',
    kind: 'user',
    message: ({ shown }: { shown: string }) => `The folder ${shown} has characters in its name that cannot be seen.`,
    fix: () => 'rename the folder: lower case words joined by single hyphens',
  },
  misnamed: {
    code: 'WORKSPACE_MANIFEST_MISNAMED',
    title: 'The manifest has another name',
    kind: 'user',
    message: ({ path }: { path: string; wanted: string }) =>
      `${path} is not read: a manifest is called app.manifest.yml.`,
    fix: ({ path, wanted }) => `git mv ${path} ${wanted}`,
  },
  backendMissing: {
    code: 'WORKSPACE_BACKEND_MISSING',
    title: 'The app has no backend folder',
    kind: 'user',
    message: ({ folder, backend }: { folder: string; backend: string }) =>
      `The manifest says backend: ${backend}, but there is no folder ${folder}/backend.`,
    fix: ({ folder }) => `add ${folder}/backend, or set backend: none`,
  },
  iconUnfit: {
    code: 'WORKSPACE_ICON_UNFIT',
    title: 'The icon of an app cannot be shown',
    kind: 'user',
    message: ({ path, why }: { path: string; why: string }) =>
      `The icon ${path} ${why}; the tile shows a plain window instead.`,
    fix: ({ path }) => `put an SVG of at most 32 kB at ${path}, or name a Lucide icon in "icon"`,
  },
  badSetting: {
    code: 'SETTING_BAD_VALUE',
    title: 'A setting with a value that is not allowed',
    kind: 'user',
    message: ({ key, allowed }: { key: string; allowed: string }) => `${key} must be ${allowed}.`,
    fix: ({ key }) => `correct ${key}, or remove it to get the default`,
  },
  placeholder: {
    code: 'SECRET_PLACEHOLDER',
    title: 'A secret everybody can guess',
    kind: 'user',
    message: ({ key }: { key: string }) =>
      `${key} holds a placeholder or fewer than 8 characters; anybody could guess it.`,
    fix: ({ key }) => `remove the line of ${key}: the next ./scalr up makes a strong one`,
  },
  secretsWide: {
    code: 'SECRETS_READABLE',
    title: 'The secrets could be read by others',
    kind: 'user',
    message: ({ mode }: { mode: string }) =>
      `.env.shared had mode ${mode}, so other users of this machine could read it. It is 0600 now.`,
    fix: () => 'if others use this machine, replace the secrets in .env.shared',
  },
});
