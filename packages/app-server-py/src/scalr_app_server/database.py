"""SQLAlchemy 2 on a bounded pool of psycopg."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

import psycopg
from fastapi import Depends
from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from .bound_session import open_session

_SESSION_LIMITS = "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=30000"


class Base(DeclarativeBase):
    """Base of every model in `models/`. A `Mapped[datetime]` has a time zone, as every moment in JSON does."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: TIMESTAMP(timezone=True),
        str: Text,
        dict[str, Any]: JSONB,
    }


def open_engine(url: str, application_name: str) -> AsyncEngine:
    """Opens no connection yet. At most five at a time, so that fifty awake apps fit into one server.

    Who waits longer than five seconds for one gets 503. A connection that broke meanwhile is replaced unseen.
    """

    async def connect() -> "psycopg.AsyncConnection[tuple[object, ...]]":
        # libpq reads the URI itself: it knows `?host=/socket/folder`.
        return await psycopg.AsyncConnection.connect(
            url, application_name=application_name, connect_timeout=5, options=_SESSION_LIMITS, keepalives=1
        )

    return create_async_engine(
        "postgresql+psycopg://",
        async_creator=connect,
        pool_size=5,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=True,
        hide_parameters=True,
    )


# Scope "function": what cannot be kept is told in the answer, not after it.
Database = Annotated[AsyncSession, Depends(open_session, scope="function")]
"""One transaction as the person who asks: `async def mine(database: Database)`.

Kept when the handler is done and undone when it raises. Rows that the access rules of `models/` do not open are not
there, whatever the query forgets to say. What may fail goes into `async with database.begin_nested():`.
"""
