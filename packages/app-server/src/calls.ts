import { type CallApp, type CallOptions, callErrors, createAppCaller } from '@scalr/auth-client/server';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Environment, readOwnSettings } from './settings.ts';
import type { Tracing } from './tracing.ts';

/** Calls another app that the manifest lists under `calls`, from within a route. See `CallApp` of `@scalr/auth-client`. */
export type CallFromRoute = (
  slug: string,
  path: string,
  options: Omit<CallOptions, 'request' | 'requestId'>,
) => ReturnType<CallApp>;

const appUrls = z.string().transform((text, context) =>
  Object.fromEntries(
    text.split(',').flatMap((part) => {
      const [, slug, url] = /^\s*([a-z][a-z0-9-]*)=(https?:\/\/\S+?)\s*$/.exec(part) ?? [];
      if (slug !== undefined && url !== undefined && URL.canParse(url)) return [[slug, url]];
      if (part.trim() !== '') context.addIssue(`"${part}" is not slug=url`);
      return [];
    }),
  ),
);

const callSettings = z.object({
  OIDC_SERVICE_CLIENT_ID: z.string().min(1).describe('the client id with which the app asks for tokens to call others'),
  OIDC_CLIENT_SECRET: z.string().min(1).describe('the secret of that client'),
  OIDC_TOKEN_URL: z.url({ protocol: /^https?$/ }).describe("the provider's token endpoint as seen from the backend"),
  APP_CALLS: appUrls.prefault('').describe('the apps that may be called: slug=url, separated by commas'),
  GATEWAY_ADDRESS: z
    .string()
    .regex(/^\S+:\d{1,5}$/, 'it is not host:port')
    .optional()
    .describe('host:port of the gateway, where the names of apps do not resolve'),
  GATEWAY_CA_FILE: z.string().startsWith('/').optional().describe("the PEM file of the gateway's own authority"),
});

/** The app's way to others. One whose manifest lists no `calls` has no secret, and every call says so. */
export function openCalls(env: Environment): CallApp {
  if ((env.OIDC_CLIENT_SECRET ?? '') === '') {
    return async (slug) => {
      throw callErrors.error('notDeclared', { slug });
    };
  }
  const settings = readOwnSettings(callSettings, env);
  const { GATEWAY_ADDRESS: address, GATEWAY_CA_FILE: caFile = null } = settings;
  return createAppCaller({
    clientId: settings.OIDC_SERVICE_CLIENT_ID,
    clientSecret: settings.OIDC_CLIENT_SECRET,
    tokenUrl: settings.OIDC_TOKEN_URL,
    apps: settings.APP_CALLS,
    gateway: address === undefined ? null : { address, caFile },
  });
}

/**
 * The same for one request: its person is who `user` means, its trace and id go on. Where requests are traced, what the
 * called app does is below what this one does.
 */
export function callFrom(callApp: CallApp, request: FastifyRequest, tracing: Tracing | null): CallFromRoute {
  return (slug, path, options) =>
    callApp(slug, path, {
      ...options,
      ...(tracing === null ? {} : { headers: { ...tracing.headersFor(request), ...options.headers } }),
      request: request.raw,
      requestId: request.id,
    });
}
