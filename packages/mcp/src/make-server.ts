import { McpServer } from '@modelcontextprotocol/server';
import { callTool, inputOf } from './call-tool.ts';
import { Calls } from './calls.ts';
import { errors } from './errors.ts';
import type { AnyTool } from './tool.ts';

export interface Service {
  readonly name: string;
  readonly version: string;
  /** For a model: what all of this is for, and where to begin. */
  readonly instructions: string;
  readonly tools: readonly AnyTool[];
  /** After this a call answers with what is known; default 8,000 ms. */
  readonly limitMs?: number;
}

/** No call may take ten seconds; the rest of it is for the way there and back. */
const LIMIT_MS = 8_000;
const MOST_TOOLS = 10;

/**
 * Makes servers that speak for one and the same service: the protocol wants a new one for each connection or request,
 * while work and plans go on from one call to the next.
 * @throws ScalrError `MCP_TOO_MANY_TOOLS`
 */
export function serverMaker({ name, version, instructions, tools, limitMs = LIMIT_MS }: Service): () => McpServer {
  if (tools.length > MOST_TOOLS) throw errors.error('tooManyTools', { count: tools.length });
  const ground = { calls: new Calls(limitMs), planned: new Set<string>() };
  return () => {
    const server = new McpServer({ name, version }, { instructions });
    for (const tool of tools) {
      const { title, description, writes } = tool;
      const standard = inputOf(tool)['~standard'];
      // Wrong arguments are answered by callTool, with code and fix, and not by the library.
      const inputSchema = { '~standard': { ...standard, validate: (value: unknown) => ({ value }) } };
      const annotations = {
        title,
        readOnlyHint: writes === 'nothing',
        destructiveHint: false,
        idempotentHint: writes === 'nothing',
        openWorldHint: false,
      };
      server.registerTool(tool.name, { title, description, inputSchema, annotations }, (given: unknown) =>
        callTool(tool, given, ground),
      );
    }
    return server;
  };
}
