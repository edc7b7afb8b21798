"""Changes loans, notes."""

# drops: notes

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122223826"
down_revision = "20261122223823"


def upgrade() -> None:
    op.drop_index(op.f('notes_by_owner'), table_name='notes')
    op.drop_table('notes')
    op.create_index('loans_out_once', 'loans', ['tool_id'], unique=True, postgresql_where=sa.text('NOT is_back'))


def downgrade() -> None:
    op.drop_index('loans_out_once', table_name='loans', postgresql_where=sa.text('NOT is_back'))
    op.create_table('notes',
    sa.Column('id', sa.UUID(), server_default=sa.text('gen_random_uuid()'), autoincrement=False, nullable=False),
    sa.Column('owner_id', sa.TEXT(), autoincrement=False, nullable=False),
    sa.Column('title', sa.TEXT(), autoincrement=False, nullable=False),
    sa.Column('body', sa.TEXT(), server_default=sa.text("''::text"), autoincrement=False, nullable=False),
    sa.Column('pinned', sa.BOOLEAN(), server_default=sa.text('false'), autoincrement=False, nullable=False),
    sa.Column('created_at', postgresql.TIMESTAMP(timezone=True, precision=3), server_default=sa.text('now()'), autoincrement=False, nullable=False),
    sa.Column('updated_at', postgresql.TIMESTAMP(timezone=True, precision=3), server_default=sa.text('now()'), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('notes_pkey'))
    )
    op.create_index(op.f('notes_by_owner'), 'notes', ['owner_id', 'created_at'], unique=False)
