import { isScalrError } from '@scalr/errors';
import { type CommandResult, type RunOptions, run } from '@scalr/process';
import { type Arguments, versionArguments } from './commands.ts';
import { errors } from './errors.ts';

export type DockerOptions = Pick<RunOptions, 'input' | 'inputFile' | 'outputFile' | 'timeoutMs' | 'cwd'>;

/** The docker command line. */
export interface Docker {
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Runs it to its end; another code than 0 is an answer.
   * @throws ScalrError `DOCKER_MISSING`, `DOCKER_NOT_RUNNING`
   */
  run(args: Arguments, options?: DockerOptions): Promise<CommandResult>;
  /**
   * What it prints.
   * @throws ScalrError `DOCKER_FAILED` too
   */
  read(args: Arguments, options?: DockerOptions): Promise<string>;
  /** @throws ScalrError `DOCKER_MISSING`, `DOCKER_NOT_RUNNING` */
  requireRunning(): Promise<void>;
}

const SILENT =
  /cannot connect to the docker daemon|error during connect|docker daemon is not running|permission denied while trying to connect/i;
const NO_PLUGIN =
  /'(compose|buildx)' is not a docker command|unknown (?:command|shorthand flag).*\b(compose|buildx)\b/i;

export function createDocker(env: Readonly<Record<string, string>>): Docker {
  const docker: Docker = {
    env,
    run: async (args, options = {}) => {
      let result: CommandResult;
      try {
        result = await run(['docker', ...args], { ...options, env });
      } catch (error) {
        if (isScalrError(error) && error.code === 'PROCESS_NOT_FOUND')
          throw errors.error('dockerMissing', { part: 'Docker' }, { cause: error });
        throw error;
      }
      if (result.code !== 0) refuseMissing(args, result);
      return result;
    },
    read: async (args, options) => {
      const { code, stdout, stderr } = await docker.run(args, options);
      if (code === 0) return stdout;
      throw errors.error('dockerFailed', {
        command: `docker ${args.slice(0, 2).join(' ')}`,
        detail: lastLines(stderr),
      });
    },
    requireRunning: async () => {
      await docker.read(versionArguments, { timeoutMs: 20_000 });
    },
  };
  return docker;
}

function refuseMissing(args: Arguments, { stderr }: CommandResult): void {
  if (SILENT.test(stderr)) throw errors.error('dockerNotRunning', { detail: lastLines(stderr, 1) });
  const plugin = NO_PLUGIN.exec(stderr);
  const isPlugin =
    plugin !== null || (stderr.startsWith('unknown flag') && ['compose', 'buildx'].includes(args[0] ?? ''));
  if (isPlugin)
    throw errors.error('dockerMissing', { part: `Docker's plugin ${plugin?.[1] ?? plugin?.[2] ?? args[0]}` });
}

/** What a person needs of an output: its end, without empty lines. */
export function lastLines(text: string, count = 12): string {
  const lines = text.split(/\r?\n/).map((line) => line.trimEnd());
  return lines
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}
