import type { z } from 'zod';

/** What a call is told besides its arguments. */
export interface CallContext {
  /** Only for tools that change the workspace: true does it, false says what would be done. */
  readonly apply: boolean;
  /** What is known so far, a line at a time; shown to whoever asks before it is done. */
  readonly report: (line: string) => void;
}

export interface ToolAnswer {
  /** Said by the platform itself. */
  readonly text: string;
  /** Written by people or programs: it is shown as such, so that a model does not take it for instructions. */
  readonly data?: { readonly from: string; readonly text: string };
}

/** One thing that a client may ask for. This package knows none: whoever composes the server hands them in. */
export interface Tool<I extends z.ZodObject = z.ZodObject> {
  /** snake_case */
  readonly name: string;
  readonly title: string;
  /** For a model: when to call it, and what it answers. */
  readonly description: string;
  readonly input: I;
  /** `workspace`: planned before it is done. `records`: changes what people made for tests keep in an app. */
  readonly writes: 'nothing' | 'records' | 'workspace';
  run(input: z.output<I>, context: CallContext): Promise<ToolAnswer>;
}

/** A tool whose arguments are known only to itself. */
export type AnyTool = Tool<z.ZodObject>;

/** Ties the arguments of `run` to `input`. */
export function tool<I extends z.ZodObject>(written: Tool<I>): AnyTool {
  return written;
}
