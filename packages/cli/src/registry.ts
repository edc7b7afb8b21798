import { readdirSync } from 'node:fs';
import type { CommandModule } from './command.ts';

const folder = new URL('./commands/', import.meta.url);

/** Every command is a file of `commands/`. */
export function commandNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** Loads one command and nothing of the others. */
export async function loadCommand(name: string): Promise<CommandModule> {
  const module: { default: CommandModule } = await import(new URL(`${name}.ts`, folder).href);
  return module.default;
}
