"""Notes."""

from alembic import op

revision = "20260101000000"
down_revision = None


def upgrade() -> None:
    op.execute(
        """
        create table notes (
          id uuid primary key default gen_random_uuid(),
          owner_id text not null,
          title text not null unique,
          is_done boolean not null,
          created_at timestamp(3) with time zone not null default now()
        )
        """
    )


def downgrade() -> None:
    op.drop_table("notes")
