import { entity, isoDateTime, shared } from '@scalr/app-server';
import { pgTable, timestamp, uuid } from 'drizzle-orm/pg-core';
import { z } from 'zod';

const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 }).notNull();

export const roomBookings = pgTable('room_bookings', {
  id: uuid().primaryKey().defaultRandom(),
  roomId: uuid('room_id').notNull(),
  startsAt: instant('starts_at'),
  endsAt: instant('ends_at'),
});

export default entity(roomBookings, {
  access: shared(),
  input: z
    .object({ roomId: z.uuid(), startsAt: isoDateTime, endsAt: isoDateTime })
    .refine(({ startsAt, endsAt }) => startsAt < endsAt, { path: ['endsAt'], message: 'It ends before it begins.' }),
  noOverlap: { key: ['roomId'], from: 'startsAt', to: 'endsAt' },
});
