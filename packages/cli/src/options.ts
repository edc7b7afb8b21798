import type { EngineName } from '@scalr/ports';
import { InvalidArgumentError, Option } from 'commander';

/** A TCP port of the command line. */
export function parsePort(text: string): number {
  return parseWhole(text, 1, 65_535, 'a port from 1 to 65535');
}

/** `--engine <name>`, one of these. */
export function engineOption(names: readonly EngineName[]): Option {
  return new Option('--engine <name>', 'what apps run on').choices(names);
}

/** The width of a window, in pixels. */
export function parseWidth(text: string): number {
  return parseWhole(text, 200, 4_000, 'a number of pixels from 200 to 4000');
}

/** How many releases stay. */
export function parseKeep(text: string): number {
  return parseWhole(text, 1, 1_000, 'a number of releases, at least 1');
}

/** A number of lines of the command line. */
export function parseLines(text: string): number {
  return parseWhole(text, 0, 1_000_000, 'a number of lines');
}

/** Collects an option that may be given several times. */
export function collect(value: string, former: readonly string[] = []): readonly string[] {
  return [...former, value];
}

function parseWhole(text: string, min: number, max: number, wanted: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < min || number > max) throw new InvalidArgumentError(`It has to be ${wanted}.`);
  return number;
}
