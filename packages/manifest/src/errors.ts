import { catalogue } from '@scalr/errors';

type Seen = { seen: string };
type Named = { name: string };
const quoted = (names: readonly string[]) => names.join(', ');

/** Every way a manifest or an `.env.app` can be unfit. */
export const manifestErrors = catalogue({
  tooLarge: {
    code: 'MANIFEST_TOO_LARGE',
    title: 'The manifest is too large',
    kind: 'user',
    message: ({ bytes, limit }: { bytes: number; limit: number }) =>
      `The manifest has ${bytes} bytes; ${limit} are allowed, and a real one needs about 1000. It was not read.`,
    fix: () => 'remove what does not belong into a manifest',
  },
  notText: {
    code: 'MANIFEST_NOT_TEXT',
    title: 'The manifest is not UTF-8 text',
    kind: 'user',
    message: () => 'The manifest is not valid UTF-8 text.',
    fix: () => 'save the file as UTF-8',
  },
  hiddenCharacter: {
    code: 'MANIFEST_HIDDEN_CHARACTER',
    title: 'An invisible character',
    kind: 'user',
    message: ({ character }: { character: string }) =>
      `The line holds ${character}, a character that cannot be seen and can make text read as something it is not.`,
    fix: ({ character }) => `delete the ${character} on that line, or type the line anew`,
  },
  syntax: {
    code: 'MANIFEST_YAML_SYNTAX',
    title: 'Not readable as YAML',
    kind: 'user',
    message: ({ reason }: { reason: string }) => `The file is not valid YAML 1.2: ${reason}.`,
    fix: () => 'correct the line; check indentation, quotes and brackets',
  },
  duplicateKey: {
    code: 'MANIFEST_DUPLICATE_KEY',
    title: 'A key twice in one mapping',
    kind: 'user',
    message: () => 'The same key stands twice in one mapping, so it is unclear which value counts.',
    fix: () => 'keep one of the two lines',
  },
  yamlDocuments: {
    code: 'MANIFEST_YAML_DOCUMENTS',
    title: 'Several YAML documents',
    kind: 'user',
    message: ({ count }: { count: number }) => `The file holds ${count} YAML documents; a manifest is exactly one.`,
    fix: () => 'remove everything from the second "---" on',
  },
  yamlAlias: {
    code: 'MANIFEST_YAML_ALIAS',
    title: 'YAML anchors and aliases are not allowed',
    kind: 'user',
    message: ({ seen }: Seen) => `${seen} is a YAML anchor or alias; a manifest says every value where it stands.`,
    fix: ({ seen }) => `write the value itself instead of ${seen}`,
  },
  yamlTag: {
    code: 'MANIFEST_YAML_TAG',
    title: 'YAML tags are not allowed',
    kind: 'user',
    message: ({ seen }: Seen) => `The YAML tag ${seen} is not allowed; a manifest holds plain values only.`,
    fix: ({ seen }) => `remove ${seen}`,
  },
  yamlDirective: {
    code: 'MANIFEST_YAML_DIRECTIVE',
    title: 'YAML directives are not allowed',
    kind: 'user',
    message: () => 'A YAML directive (a line that begins with %) would change how the file is read.',
    fix: () => 'remove the line that begins with %',
  },
  yamlMerge: {
    code: 'MANIFEST_YAML_MERGE',
    title: 'YAML merge keys are not allowed',
    kind: 'user',
    message: () => 'The merge key "<<" is not allowed; a manifest says every value where it stands.',
    fix: () => 'write the merged keys out',
  },
  notMapping: {
    code: 'MANIFEST_NOT_MAPPING',
    title: 'The manifest is empty or not a mapping',
    kind: 'user',
    message: ({ seen }: Seen) => `A manifest is a mapping of keys to values; this file holds ${seen}.`,
    fix: () => 'start from apps/products/hello/app.manifest.yml',
  },
  missingKey: {
    code: 'MANIFEST_MISSING_KEY',
    title: 'A required key is missing',
    kind: 'user',
    message: ({ name, allowed }: Named & { allowed: string }) => `"${name}" is missing. ${allowed}`.trim(),
    fix: ({ name, example }: Named & { example: string; allowed: string }) => `add: ${name}: ${example}`,
  },
  unknownKey: {
    code: 'MANIFEST_UNKNOWN_KEY',
    title: 'A key the manifest does not have',
    kind: 'user',
    message: ({ name, allowed }: Named & { allowed: readonly string[] }) =>
      `"${name}" is not a key of a manifest here. Allowed: ${quoted(allowed)}.`,
    fix: ({ name, closest }: Named & { closest: string | undefined; allowed: readonly string[] }) =>
      closest === undefined ? `remove "${name}"` : `did you mean "${closest}"? Rename "${name}" or remove it`,
  },
  wrongType: {
    code: 'MANIFEST_WRONG_TYPE',
    title: 'A value of the wrong type',
    kind: 'user',
    message: ({ name, seen, allowed }: Named & Seen & { allowed: string }) =>
      `"${name}" must be ${allowed}; it is ${seen}.`,
    fix: ({ fix }: Named & Seen & { allowed: string; fix: string }) => fix,
  },
  badValue: {
    code: 'MANIFEST_BAD_VALUE',
    title: 'A value that is not allowed',
    kind: 'user',
    message: ({ name, seen, allowed }: Named & Seen & { allowed: string }) =>
      `"${name}" is ${seen}; allowed is ${allowed}.`,
    fix: ({ name, allowed, closest }: Named & Seen & { allowed: string; closest?: string | undefined }) =>
      closest === undefined ? `set "${name}" to ${allowed}` : `did you mean "${closest}"? Set "${name}" to it`,
  },
  reserved: {
    code: 'MANIFEST_RESERVED_NAME',
    title: 'A name the platform keeps for itself',
    kind: 'user',
    message: ({ name, value, why }: Named & { value: string; why: string }) => `"${name}" is "${value}", ${why}.`,
    fix: ({ name, value }) => `choose another "${name}", e.g. ${value}-app`,
  },
  badIcon: {
    code: 'MANIFEST_BAD_ICON',
    title: 'Not an icon',
    kind: 'user',
    message: ({ seen }: Seen) =>
      `"icon" is ${seen}; allowed is the name of a Lucide icon (https://lucide.dev/icons) or assets/<file>.svg.`,
    fix: ({ closest }: Seen & { closest: string | undefined }) =>
      closest === undefined
        ? 'set icon: app-window, or remove the line'
        : `did you mean "${closest}"? Set icon: ${closest}`,
  },
  lookalike: {
    code: 'MANIFEST_LOOKALIKE',
    title: 'Letters of two alphabets in one word',
    kind: 'user',
    message: ({ name, seen }: Named & Seen) =>
      `"${name}" mixes letters of different alphabets in the word ${seen}, which can pass for another word.`,
    fix: ({ name }) => `type the word in "${name}" anew, in one alphabet`,
  },
  secret: {
    code: 'MANIFEST_SECRET',
    title: 'A secret in a committed file',
    kind: 'user',
    message: ({ name, why }: Named & { why: string }) =>
      `"${name}" looks like a secret (${why}), and this file is committed for everybody to read.`,
    fix: ({ name }) =>
      `remove it from "${name}", put it into .env.shared, and replace it where it is valid: it is known now`,
  },
  contradiction: {
    code: 'MANIFEST_CONTRADICTION',
    title: 'Two values that exclude each other',
    kind: 'user',
    message: ({ what }: { what: string }) => `${what}.`,
    fix: ({ fix }: { what: string; fix: string }) => fix,
  },
  tooMany: {
    code: 'MANIFEST_MORE_PROBLEMS',
    title: 'More problems than are shown',
    kind: 'user',
    message: ({ more }: { more: number }) => `${more} more problems in this file are not shown.`,
    fix: () => 'mend the ones above, or start from apps/products/hello/app.manifest.yml',
  },
  wrongFolder: {
    code: 'MANIFEST_WRONG_FOLDER',
    title: 'The app lies in the wrong folder',
    kind: 'user',
    message: ({ folder, slug, kind }: { folder: string; slug: string; kind: string; wanted: readonly string[] }) =>
      `The app "${slug}" of kind ${kind} lies in ${folder}; folder, slug and kind must agree.`,
    fix: ({ folder, wanted }) =>
      wanted.length === 0
        ? 'choose another slug and folder name'
        : `git mv ${folder} ${wanted[0]}, or correct "slug" and "kind"`,
  },
  claimed: {
    code: 'MANIFEST_CLAIMED',
    title: 'Two apps want the same thing',
    kind: 'user',
    message: ({ what, value, folder }: { what: string; value: string; folder: string }) =>
      `${what} ${value} already belongs to the app in ${folder}.`,
    fix: ({ what, value }) => `give one of the two apps another ${what} than ${value}`,
  },
  unknownCall: {
    code: 'MANIFEST_UNKNOWN_CALL',
    title: 'A call to an app that is not there',
    kind: 'user',
    message: ({ slug }: { slug: string }) =>
      `"calls" names ${slug}, and there is no such app in the workspace. The calls to the others work.`,
    fix: ({ slug }) => `add the app ${slug}, or remove ${slug} from "calls"`,
  },
  envLine: {
    code: 'ENV_LINE',
    title: 'A line that is not KEY=value',
    kind: 'user',
    message: ({ reason }: { reason: string }) => `The line is not of the form KEY=value: ${reason}.`,
    fix: () => 'write it as KEY=value with KEY in letters, digits and _, or begin it with # to make it a comment',
  },
  envTwice: {
    code: 'ENV_KEY_TWICE',
    title: 'A key twice in one env file',
    kind: 'user',
    message: ({ key, firstLine }: { key: string; firstLine: number }) => `${key} is already set on line ${firstLine}.`,
    fix: ({ key }) => `keep one of the two lines of ${key}`,
  },
  envOwned: {
    code: 'ENV_KEY_OWNED',
    title: 'A key that only the platform sets',
    kind: 'user',
    message: ({ key }: { key: string }) => `${key} is set by the platform, so that it is the same for every app.`,
    fix: ({ key }) => `remove ${key}, or choose another name for a setting of the app's own`,
  },
});
