create table notes (
  id uuid primary key default gen_random_uuid(),
  owner_id text not null,
  title text not null,
  created_at timestamptz not null default now()
);
--> statement-breakpoint
create index notes_owner on notes (owner_id, created_at desc, id desc);
