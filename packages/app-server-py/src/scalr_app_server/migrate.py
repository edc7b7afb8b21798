"""Brings the database up to the app's models, alone, before anything is served."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from .apply_access import apply_access, release_owner
from .constraint_fields import ConstraintFields, read_constraint_fields
from .database_problem import is_database_lost
from .entity import Entity
from .errors import access_not_applied, database_refused, database_unreachable, migration_failed

# One migration at a time in this database, whoever starts. Any constant does; this one spells "scalr".
_LOCK = 0x5CA12
_CONNECT_SECONDS = 20.0
_OWN_TABLES = """
  create schema if not exists scalr;
  create table if not exists scalr.ended_sessions (
    notice_id text primary key,
    session_id text,
    subject text,
    issued_at double precision not null,
    recorded_at timestamptz not null default now()
  );
"""


def alembic_config(folder: Path) -> Config:
    """Configuration of Alembic for an app whose revisions lie in `folder`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "alembic_environment").replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(folder).replace("%", "%%"))
    return config


@dataclass(frozen=True, slots=True)
class ReadyDatabase:
    """What requests need to know of a database that is up to date."""

    runtime_role: str | None = None
    """Requests run as this; None: the app has no tables."""
    constraints: ConstraintFields = field(default_factory=ConstraintFields)


def migrate(url: str, folder: Path, application_name: str, entities: Sequence[Entity] = ()) -> ReadyDatabase:
    """`folder` need not exist. Raises `ScalrError` that says what stands in the way."""

    def connect() -> "psycopg.Connection[tuple[object, ...]]":
        return _connect(url, application_name)

    engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool, hide_parameters=True)
    # Closing it ends the session, and with it the lock.
    with engine.connect() as connection:
        try:
            _migrate(connection, folder)
        except (SQLAlchemyError, CommandError, psycopg.Error) as error:
            if is_database_lost(error):
                raise database_unreachable(_reason(error)) from error
            raise migration_failed(str(folder), _reason(error)) from error
        try:
            driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
            role = apply_access(driver, entities)
            ready = ReadyDatabase(role, read_constraint_fields(driver, entities))
            driver.commit()
        except psycopg.Error as error:
            if is_database_lost(error):
                raise database_unreachable(_reason(error)) from error
            raise access_not_applied(_reason(error)) from error
    return ready


def _migrate(connection: Connection, folder: Path) -> None:
    connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": _LOCK})
    connection.execute(text(_OWN_TABLES))
    connection.commit()
    if not folder.is_dir():
        return
    config = alembic_config(folder)
    if _is_up_to_date(connection, config):
        return
    # Taking the owner's binding away and giving it back locks every table, so only now.
    release_owner(cast("psycopg.Connection[Any]", connection.connection.driver_connection))
    config.attributes["connection"] = connection
    command.upgrade(config, "heads")
    connection.commit()


def _is_up_to_date(connection: Connection, config: Config) -> bool:
    table = {"version_table": "alembic_version", "version_table_schema": "scalr"}
    current = MigrationContext.configure(connection, opts=table).get_current_heads()
    return set(current) == set(ScriptDirectory.from_config(config).get_heads())


class MigrationCheck:
    """Says which revisions the database lacks. One query; raises when the database is away."""

    def __init__(self, engine: AsyncEngine, folder: Path) -> None:
        self._engine = engine
        self._script = ScriptDirectory.from_config(alembic_config(folder)) if folder.is_dir() else None
        self._all = set() if self._script is None else {script.revision for script in self._script.walk_revisions()}

    async def missing(self) -> set[str]:
        async with self._engine.connect() as connection:
            if not self._all:
                await connection.execute(text("select 1"))
                return set()
            rows = await connection.execute(text("select version_num from scalr.alembic_version"))
            return self._all - self._applied([str(row[0]) for row in rows])

    def _applied(self, versions: list[str]) -> set[str]:
        applied: set[str] = set()
        for version in versions:
            try:
                revisions = self._script.iterate_revisions(version, "base") if self._script is not None else ()
                applied |= {script.revision for script in revisions}
            except (CommandError, RevisionError):
                # A newer version of the app was here; what it added does not concern this one.
                continue
        return applied


def _connect(url: str, application_name: str) -> "psycopg.Connection[tuple[object, ...]]":
    """Waits for a database that is just starting; a wrong password or name is not worth waiting for."""
    deadline = time.monotonic() + _CONNECT_SECONDS
    pause = 0.05
    while True:
        try:
            return psycopg.connect(url, application_name=application_name, connect_timeout=5)
        except psycopg.OperationalError as error:
            reason = _reason(error)
            if not _may_come(str(error)):
                raise database_refused(reason) from error
            if time.monotonic() + pause > deadline:
                raise database_unreachable(reason) from error
            time.sleep(pause)
            pause = min(pause * 2, 1.0)
        except psycopg.ProgrammingError as error:
            raise database_refused(_reason(error)) from error


def _may_come(message: str) -> bool:
    # A refused connection carries no SQLSTATE; only the server itself says FATAL.
    passing = ("starting up", "shutting down", "in recovery mode", "too many", "not yet accepting")
    return "FATAL" not in message or any(words in message for words in passing)


def _reason(error: BaseException) -> str:
    original = getattr(error, "orig", None) or error
    return str(original).strip().splitlines()[0] if str(original).strip() else type(original).__name__
