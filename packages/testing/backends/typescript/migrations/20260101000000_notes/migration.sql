create table notes (
  id uuid primary key default gen_random_uuid(),
  owner_id text not null,
  title text not null unique,
  is_done boolean not null,
  created_at timestamp(3) with time zone not null default now()
);
