import type { ToGateway } from '@scalr/ports';
import { z } from 'zod';

const line = z.string().regex(/^[\x20-\x7e]*$/, 'one line of visible ASCII');
const seconds = z.number().positive();
const port = z.number().int().min(0).max(65_535);
const path = z.string().regex(/^\/[\x21-\x7e]*$/, 'a path that begins with /');

const address = z.union([
  z.object({ socket: z.string().min(1) }),
  z.object({ host: z.string().min(1), port: port.min(1) }),
]);

const upstream = z.object({
  name: z.string().min(1),
  address,
  awake: z.boolean(),
  idleAfterSeconds: seconds.nullable(),
});

const appConfig = z.object({
  slug: z.string(),
  name: z.string(),
  color: z.string(),
  icon: z.string().nullable(),
  authRequired: z.boolean(),
  provider: z.enum(['embedded', 'authentik', 'generic']),
  issuer: z.string(),
  clientId: z.string(),
  audience: z.string(),
  scopes: z.array(z.string()),
  portalUrl: z.string(),
});

const host = z
  .string()
  .regex(/^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$|^\[[0-9a-f:.]+\]$/, 'a lower-case host name without port');

const route = z.object({
  host,
  formerHosts: z.array(host),
  slug: z.string(),
  name: z.string(),
  backend: z.string().nullable(),
  backendPaths: z.array(path),
  frontend: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('proxy'), upstream: z.string() }),
    z.object({ kind: z.literal('assets'), folder: z.string().min(1) }),
    z.object({ kind: z.literal('site'), folder: z.string().min(1) }),
    z.object({ kind: z.literal('edited-site') }),
  ]),
  appConfig: appConfig.nullable(),
  contentSecurityPolicy: line,
  rateLimit: z.object({ paths: z.array(path), perMinute: z.number().positive() }).nullable(),
});

const limits = z.object({
  headerBytes: z.number().int().positive(),
  bodyBytes: z.number().int().nonnegative(),
  headerSeconds: seconds,
  idleSeconds: seconds,
  responseSeconds: seconds,
  wakeSeconds: seconds,
  connectionsPerAddress: z.number().int().positive(),
});

const toGateway = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('config'),
    config: z.object({
      mode: z.enum(['edit', 'production']),
      listen: z.object({
        port,
        tls: z.object({ folder: z.string().min(1), redirectFromPort: port.nullable() }).nullable(),
      }),
      limits,
      upstreams: z.array(upstream),
      routes: z.array(route),
    }),
  }),
  z.object({ type: z.literal('awake'), upstream: z.string() }),
  z.object({ type: z.literal('asleep'), upstream: z.string() }),
  z.object({
    type: z.literal('failed'),
    upstream: z.string(),
    code: z.string(),
    message: z.string(),
    fix: z.string().exactOptional(),
    retryAfterSeconds: z.number().int().nonnegative(),
  }),
  z.object({ type: z.literal('built'), slug: z.string(), folder: z.string().min(1) }),
  z.object({
    type: z.literal('unbuilt'),
    slug: z.string(),
    code: z.string(),
    message: z.string(),
    fix: z.string(),
  }),
]);

/** The only input of this process. Throws a `ZodError` that names every wrong key. */
export function readMessage(message: unknown): ToGateway {
  return toGateway.parse(message);
}
