"""Loans."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "20261122223823"
down_revision = "20261122223816"


def upgrade() -> None:
    op.create_table(
        "loans",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), primary_key=True),
        sa.Column("tool_id", sa.Uuid(), sa.ForeignKey("tools.id"), nullable=False),
        sa.Column("borrower", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_back", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", TIMESTAMP(timezone=True, precision=3), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", TIMESTAMP(timezone=True, precision=3), server_default=sa.func.now(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("loans")
