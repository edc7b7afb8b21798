import { catalogue } from '@scalr/errors';

export const errors = catalogue({
  badArguments: {
    code: 'MCP_ARGUMENTS',
    title: 'A tool was called with wrong arguments',
    kind: 'usage',
    message: (d: { tool: string; faults: string }) => `${d.tool} cannot be called like this: ${d.faults}`,
    fix: () => 'call it again with arguments that fit its input schema',
  },
  planFirst: {
    code: 'MCP_PLAN_FIRST',
    title: 'A change was asked for that nobody has seen the plan of',
    kind: 'usage',
    message: (d: { tool: string }) => `${d.tool} changes the workspace, and what it would do was not looked at yet`,
    fix: () => 'call it with the same arguments without apply, read what it would do, then call it with apply: true',
  },
  tooManyTools: {
    code: 'MCP_TOO_MANY_TOOLS',
    title: 'More tools than a model keeps apart',
    kind: 'usage',
    message: (d: { count: number }) => `${d.count} tools were given, and ten is the most`,
    fix: () => 'make one of them do what two did',
  },
  portTaken: {
    code: 'MCP_PORT_TAKEN',
    title: 'The port is taken',
    kind: 'environment',
    message: (d: { port: number }) => `something else listens on port ${d.port} of 127.0.0.1`,
    fix: () => './scalr mcp --http 0 takes a free one',
  },
});
