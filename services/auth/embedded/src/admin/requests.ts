import { z } from 'zod';
import { oidcClient } from '../clients.ts';

const shown = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'no control characters');

export const username = z
  .string()
  .max(64)
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/,
    'lower case letters, digits, dots, hyphens and underscores, beginning and ending with a letter or digit',
  );

/** As in the manifest: what an app may ask for, an administrator may make. */
export const groupName = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_-]*$/, 'lower case letters, digits, hyphens and underscores, beginning with a letter');

// Length and strength are judged by the password rules, which say it better.
const password = z.string().max(10_000);
const groups = z.array(groupName).max(100);

// People of a laptop have addresses like ada@localhost; whether mail arrives is not this service's business.
const email = z
  .string()
  .max(254)
  .regex(/^[^\s@<>]+@[^\s@<>]+$/, 'an e-mail address');

export const newUser = z.strictObject({
  username,
  name: shown(100),
  email: email,
  groups: groups.default([]),
  password,
});

export const userChange = z.strictObject({
  name: shown(100).optional(),
  email: email.optional(),
  password: password.optional(),
  disabled: z.boolean().optional(),
  addGroups: groups.optional(),
  removeGroups: groups.optional(),
});

export const clientList = z
  .array(oidcClient)
  .max(10_000)
  .refine((clients) => new Set(clients.map((client) => client.clientId)).size === clients.length, {
    message: 'each clientId once',
  })
  .refine((clients) => new Set(clients.map((client) => client.audience)).size === clients.length, {
    message: 'each audience once',
  })
  .refine(
    (clients) => {
      const services = clients.flatMap(({ service }) => service?.clientId ?? []);
      return new Set(services).size === services.length;
    },
    { message: 'each service clientId once' },
  );

export const tokenWish = z.strictObject({ clientId: z.string().max(63), username });

export const signInLinkWish = z.strictObject({ username, returnTo: z.string().max(2_000) });

export const auditLimit = z.coerce.number().int().min(1).max(1_000).default(100);
