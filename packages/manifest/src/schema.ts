import { z } from 'zod';

/** Lower case words joined by single hyphens, 2 to 40 characters: also a DNS label, a role name and a folder name. */
export const SLUG_PATTERN = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const slug = z
  .string()
  .min(2)
  .max(40)
  .regex(SLUG_PATTERN, 'lower case words of a-z and 0-9 joined by single hyphens, beginning with a letter');
const group = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z][a-z0-9_-]*$/, 'lower case letters, digits, - and _, beginning with a letter');
const port = z.int().min(1024).max(65535);
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'one line of text without invisible characters');

/**
 * `app.manifest.yml`, version 1. The one source: types, validation, the JSON Schema in `schemas/`
 * and the reference page all come from here.
 */
export const manifestSchema = z
  .strictObject({
    manifest_version: z.literal(1).meta({ description: 'Version of this format.', examples: [1] }),
    id: z
      .uuid()
      .describe('Identity of the app for ever; survives a rename. A random UUID: node -p "crypto.randomUUID()"'),
    slug: slug.meta({
      description: 'Kebab-case, unique in the workspace: names the folder, host, database role and OIDC client.',
      examples: ['my-app'],
    }),
    name: text(60).meta({ description: 'What people read on the tile.', examples: ['My app'] }),
    kind: z.enum(['product', 'client', 'internal', 'platform']).meta({
      description: 'product: apps/products/, client: clients/, internal and platform: apps/ or services/.',
      examples: ['product'],
    }),
    description: text(280).meta({
      description: 'One sentence, shown on the tile.',
      examples: ['What it is good for.'],
    }),
    icon: z
      .string()
      .max(120)
      .default('app-window')
      .describe(
        'A Lucide icon name (https://lucide.dev/icons), or an SVG of the app: assets/<file>.svg, at most 32 kB.',
      ),
    color: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, "a colour like '#4f46e5', in quotes")
      .default('#4f46e5')
      .describe('Accent colour, #rrggbb.'),
    created: z.iso.date().meta({ description: 'Day the app was created, YYYY-MM-DD.', examples: ['2026-01-31'] }),
    owner: text(120).meta({ description: 'Person or team to ask.', examples: ['Platform team'] }),
    backend: z.enum(['typescript', 'fastapi', 'none']).default('typescript').describe('What serves /api/*.'),
    routing: z
      .strictObject({
        subdomain: slug.optional().describe('Defaults to the slug.'),
        former_subdomains: z
          .array(slug)
          .max(16)
          .default([])
          .describe('Where the app was before it was renamed. Whoever comes there is sent on to the same page here.'),
        ports: z
          .strictObject({ frontend: port, backend: port, db: port })
          .optional()
          .describe('Ports when the app runs alone in containers. Allocated once, unique in the workspace.'),
        health_path: z
          .string()
          .max(120)
          .regex(/^(?:\/[a-z0-9_-]+)+$/, 'a path like /api/health')
          .default('/api/health')
          .describe('Answers 200 {"status":"ok"} when the app can serve.'),
      })
      .prefault({}),
    auth: z
      .strictObject({
        required: z.boolean().default(true).describe('false: a public site; nobody signs in.'),
        required_groups: z
          .array(group)
          .max(32)
          .default([])
          .describe('A person must be in every one of these to open the app.'),
        groups: z
          .array(group)
          .max(32)
          .default([])
          .describe('More groups its rules ask about; tokens for the app say which of them a person is in.'),
        scopes: z
          .array(z.enum(['openid', 'profile', 'email']))
          .min(1)
          .default(['openid', 'profile', 'email'])
          .describe('OIDC scopes its frontend asks for.'),
        client_id: slug.optional().describe('OIDC client id; defaults to the slug.'),
        authentik_app_slug: slug.optional().describe('Application slug at Authentik; defaults to the slug.'),
      })
      .prefault({}),
    database: z
      .strictObject({
        name: z
          .string()
          .min(1)
          .max(63)
          .regex(/^[a-z][a-z0-9_]*$/, 'lower case letters, digits and _, beginning with a letter')
          .optional()
          .describe('Defaults to the slug with _ for -.'),
        migrations: z
          .enum(['drizzle', 'alembic', 'none'])
          .default('drizzle')
          .describe('Left out: drizzle for a TypeScript backend, alembic for a FastAPI one.'),
      })
      .optional()
      .describe('Left out: the app has no database.'),
    hub: z
      .strictObject({
        visible: z.boolean().default(true).describe('false: no tile; the app itself stays open to those who may.'),
        category: text(40).default('Apps').describe('Heading under which the tile stands.'),
        order: z.int().min(0).max(10_000).default(100).describe('Smaller comes first within its category.'),
      })
      .prefault({}),
    lifecycle: z
      .strictObject({
        status: z
          .enum(['active', 'beta', 'archived'])
          .default('active')
          .describe('archived: neither served nor shown; its database is kept.'),
      })
      .prefault({}),
    calls: z.array(slug).max(64).default([]).describe('Slugs of the apps whose API this one may call.'),
    dependencies: z
      .strictObject({
        events_publish: z.array(text(120)).max(64).default([]).describe('Events this app says.'),
        events_subscribe: z.array(text(120)).max(64).default([]).describe('Events this app wants to hear.'),
      })
      .prefault({}),
  })
  .meta({ title: 'SCALR app manifest', description: 'Everything the platform knows of an app.' });

/** What a person writes. */
export type ManifestInput = z.input<typeof manifestSchema>;
/** With every default filled in. */
export type Manifest = z.output<typeof manifestSchema>;
