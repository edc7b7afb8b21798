export type { Service } from './make-server.ts';
export { type HttpService, serveHttp } from './serve-http.ts';
export { serveStdio } from './serve-stdio.ts';
export { type AnyTool, type CallContext, type Tool, type ToolAnswer, tool } from './tool.ts';
