/** A secret as a file: its name among the secrets of the project, what it holds and where that is from. */
export interface SecretFile {
  /** `db-password` */
  readonly name: string;
  readonly content: string;
  /** `.env.shared DB_PASSWORD_HELLO` */
  readonly source: string;
}

/** Where a container finds it. */
export const secretPath = (name: string): string => `/run/secrets/${name}`;

const fileOf = (name: string) => `secrets/${name}`;

/** What a project says of its secrets. */
export function projectSecrets(files: readonly SecretFile[]) {
  const by = <T>(value: (file: SecretFile) => T, key = (file: SecretFile) => fileOf(file.name)): Record<string, T> =>
    Object.fromEntries(files.map((file) => [key(file), value(file)]));
  return {
    secrets: by(({ content }) => content),
    secretSources: by(({ source }) => source),
    /** For the compose file. */
    declared: by(
      ({ name }) => ({ file: `./${fileOf(name)}` }),
      ({ name }) => name,
    ),
  };
}
