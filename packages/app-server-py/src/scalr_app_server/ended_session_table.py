"""Sign-outs in `scalr.ended_sessions`: they outlive a sleeping backend."""

import asyncio
import time
from collections.abc import Callable

from scalr_auth_client import ENDED_SESSION_SECONDS, LogoutNotice, SessionIndex, VerifiedToken
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

_RELOAD_SECONDS = 10


class EndedSessionTable:
    """Asked from memory; a second replica learns of a sign-out within ten seconds of its next request."""

    def __init__(self, engine: AsyncEngine, on_problem: Callable[[BaseException], None]) -> None:
        self._engine = engine
        self._on_problem = on_problem
        self._index = SessionIndex()
        self._loaded_at = 0.0
        self._loading: asyncio.Task[None] | None = None

    async def load(self) -> None:
        self._loaded_at = time.time()
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                text(
                    "select notice_id, session_id, subject, issued_at, recorded_at from scalr.ended_sessions "
                    "where recorded_at > now() - make_interval(secs => :seconds)"
                ),
                {"seconds": ENDED_SESSION_SECONDS},
            )
            for row in rows:
                notice = LogoutNotice(row.notice_id, row.session_id, row.subject, row.issued_at)
                self._index.add(notice, row.recorded_at.timestamp())

    async def record(self, notice: LogoutNotice) -> bool:
        async with self._engine.begin() as connection:
            result = await connection.execute(
                text(
                    "insert into scalr.ended_sessions (notice_id, session_id, subject, issued_at) "
                    "values (:notice_id, :session_id, :subject, :issued_at) on conflict do nothing"
                ),
                {
                    "notice_id": notice.token_id,
                    "session_id": notice.session_id,
                    "subject": notice.subject,
                    "issued_at": notice.issued_at,
                },
            )
            is_new = result.rowcount == 1
            await connection.execute(
                text("delete from scalr.ended_sessions where recorded_at < now() - interval '1 day'")
            )
        self._index.add(notice)
        return is_new

    def includes(self, token: VerifiedToken) -> bool:
        if time.time() - self._loaded_at > _RELOAD_SECONDS and (self._loading is None or self._loading.done()):
            self._loading = asyncio.create_task(self._reload())
        return self._index.includes(token)

    async def _reload(self) -> None:
        try:
            await self.load()
        except Exception as error:
            self._on_problem(error)
