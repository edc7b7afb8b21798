"""Alembic's side of `migrate.py`: the connection is given, and the transaction is one for everything."""

from alembic import context

from scalr_app_server.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table="alembic_version",
    version_table_schema="scalr",
)
with context.begin_transaction():
    context.run_migrations()
