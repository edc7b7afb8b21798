"""The database for one request: one transaction, as one person, under row-level security."""

import json
import warnings
from collections.abc import AsyncIterator
from dataclasses import dataclass

from psycopg.pq import TransactionStatus
from scalr_auth_client import USER_KEY, User
from sqlalchemy import Connection, event
from sqlalchemy.exc import SAWarning
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session, SessionTransaction
from starlette.requests import Request

from .errors import database_not_declared

# Where no row was removed, nobody shall be told that it was. Of a change SQLAlchemy itself raises StaleDataError.
warnings.filterwarnings("error", r"DELETE statement on table .* expected to delete", SAWarning)

_BINDING = "scalr.binding"
_CONNECTION = "scalr.connection"


@dataclass(frozen=True, slots=True)
class Binding:
    """What a transaction is told when it begins."""

    role: str | None
    """Owns no table, so row-level security binds it; None: an app without tables, where nothing is to be read."""
    user: User | None

    def statement(self) -> tuple[str, tuple[str, ...]]:
        user_id = "" if self.user is None else self.user.id
        groups = json.dumps([] if self.user is None else list(self.user.groups))
        settings = [("app.user_id", user_id), ("app.groups", groups)]
        if self.role is not None:
            settings.insert(0, ("role", self.role))
        calls = ", ".join("set_config(%s, %s, true)" for _ in settings)
        return f"select {calls}", tuple(word for setting in settings for word in setting)


class BoundSession(Session):
    """Every transaction of it begins with its binding, also one that a handler begins after a commit of its own."""


@event.listens_for(BoundSession, "after_begin")
def _bind(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if transaction.nested:
        return
    binding: Binding = session.info[_BINDING]
    session.info[_CONNECTION] = connection
    connection.exec_driver_sql(*binding.statement())


async def open_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Takes a connection when the first query is made. Kept when the handler returns, undone when it raises."""
    engine: AsyncEngine | None = request.app.state.engine
    if engine is None:
        raise database_not_declared()
    binding = Binding(request.app.state.runtime_role, request.scope.get(USER_KEY))
    info = {_BINDING: binding}
    async with AsyncSession(engine, expire_on_commit=False, sync_session_class=BoundSession, info=info) as session:
        yield session
        await session.run_sync(_commit)


def _commit(session: Session) -> None:
    transaction = session.get_transaction()
    if transaction is None:
        return
    if not transaction.is_active or (_CONNECTION in session.info and _is_failed(session.info[_CONNECTION])):
        # Postgres would answer a commit with a rollback, and nobody would hear of it.
        raise RuntimeError(
            "A query failed and its error was caught, so nothing was kept: put it into database.begin_nested()."
        )
    session.commit()


def _is_failed(connection: Connection) -> bool:
    if connection.closed or connection.invalidated:
        return False
    driver = connection.connection.driver_connection
    status = getattr(getattr(driver, "info", None), "transaction_status", None)
    return status is TransactionStatus.INERROR
