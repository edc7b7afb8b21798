"""Verses."""

from alembic import op

revision = "20260101000000"
down_revision = None


def upgrade() -> None:
    op.execute("create table verses (id integer primary key generated always as identity, text text not null)")


def downgrade() -> None:
    op.drop_table("verses")
