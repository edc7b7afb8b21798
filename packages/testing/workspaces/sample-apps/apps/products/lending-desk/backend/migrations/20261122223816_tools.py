"""Tools."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "20261122223816"
down_revision = "20261122211958"


def upgrade() -> None:
    op.create_table(
        "tools",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("created_at", TIMESTAMP(timezone=True, precision=3), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", TIMESTAMP(timezone=True, precision=3), server_default=sa.func.now(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("tools")
