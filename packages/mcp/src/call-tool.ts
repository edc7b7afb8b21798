import { describeError, formatProblem, type Problem } from '@scalr/errors';
import { z } from 'zod';
import type { Calls } from './calls.ts';
import { errors } from './errors.ts';
import { markData, visible } from './mark-data.ts';
import { shorten } from './shorten.ts';
import type { AnyTool, ToolAnswer } from './tool.ts';

/** What a client is sent. A type and no interface, so that it fits the open result type of the protocol. */
export type ToolResult = {
  readonly content: { readonly type: 'text'; readonly text: string }[];
  readonly structuredContent?: { readonly problems: readonly Problem[] };
  readonly isError?: true;
};

export interface CallGround {
  readonly calls: Calls;
  /** Calls whose plan was shown. */
  readonly planned: Set<string>;
}

/** The arguments of a tool as a client is told them. */
export function inputOf({ input, writes }: AnyTool): z.ZodObject {
  if (writes !== 'workspace') return z.strictObject(input.shape);
  const apply = z.boolean().default(false).describe('true: do it; left out: only say what would be done');
  return z.strictObject({ ...input.shape, apply });
}

/** One call: its arguments are judged, its plan comes before its deed, and whatever goes wrong is an answer. */
export async function callTool(tool: AnyTool, given: unknown, { calls, planned }: CallGround): Promise<ToolResult> {
  try {
    const read = inputOf(tool).safeParse(given ?? {});
    if (!read.success) throw errors.error('badArguments', { tool: tool.name, faults: faultsOf(read.error) });
    const { apply = false, ...input } = read.data;
    const asked = `${tool.name} ${JSON.stringify(Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
    if (apply === true && !planned.has(asked)) throw errors.error('planFirst', { tool: tool.name });
    const outcome = await calls.take(`${asked} ${apply}`, async (report) =>
      tool.run(input, { apply: apply === true, report }),
    );
    if (outcome.state === 'working') return said(stillWorking(tool.name, outcome));
    if (tool.writes !== 'workspace') return said(textOf(outcome.answer));
    if (apply === true) {
      planned.delete(asked);
      return said(textOf(outcome.answer));
    }
    planned.add(asked);
    return said(`${textOf(outcome.answer)}\n\nNothing is done yet. To do it: the same arguments with apply: true.`);
  } catch (error) {
    // A message may quote a record.
    const problems = describeError(error).problems.map((one) => ({ ...one, message: visible(one.message) }));
    const text = shorten(problems.map(formatProblem).join('\n'));
    return { content: [{ type: 'text', text }], structuredContent: { problems }, isError: true };
  }
}

const said = (text: string): ToolResult => ({ content: [{ type: 'text', text }] });

function textOf({ text, data }: ToolAnswer): string {
  const parts = [
    ...(text === '' ? [] : [shorten(visible(text))]),
    ...(data === undefined ? [] : [markData(data.from, shorten(data.text))]),
  ];
  return parts.join('\n\n');
}

function stillWorking(
  name: string,
  { seconds, known }: { readonly seconds: number; readonly known: readonly string[] },
) {
  const soFar = known.length === 0 ? 'Nothing is known yet.' : `So far:\n${known.join('\n')}`;
  return shorten(
    `${name} is still at work after ${seconds} s and goes on.\n${soFar}\n\nTo ask again: call ${name} with the same arguments; nothing is begun twice.`,
  );
}

function faultsOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => `${path.length === 0 ? '' : `${path.join('.')}: `}${message}`)
    .join('; ');
}
