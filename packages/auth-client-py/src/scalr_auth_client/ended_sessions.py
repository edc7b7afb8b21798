"""Sign-outs, remembered until the last access token of the session has expired."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from .user import VerifiedToken

ENDED_SESSION_SECONDS = 15 * 60 + 30
"""Longest life of an access token and the leeway: nothing older needs to be remembered."""


@dataclass(frozen=True, slots=True)
class LogoutNotice:
    """What a provider said in a logout token (OpenID Connect Back-Channel Logout §2.4)."""

    token_id: str
    session_id: str | None
    """None: every session of the subject."""
    subject: str | None
    issued_at: float
    """Seconds since 1970."""


class EndedSessions(Protocol):
    """Where sign-outs are remembered until the last access token of the session has expired."""

    async def record(self, notice: LogoutNotice) -> bool:
        """False: this notice was told before (a replay)."""
        ...

    def includes(self, token: VerifiedToken) -> bool:
        """Asked at every request, so it answers from memory."""
        ...


@dataclass(frozen=True, slots=True)
class _Ended:
    recorded_at: float
    ended_at: float
    """Tokens issued later belong to a new session."""


class SessionIndex:
    """The index behind every `EndedSessions`: forgets by itself, answers in constant time."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._notice_ids: dict[str, _Ended] = {}
        self._sessions: dict[str, _Ended] = {}
        self._subjects: dict[str, _Ended] = {}
        self._swept_at = 0.0

    def add(self, notice: LogoutNotice, recorded_at: float | None = None) -> bool:
        """False: known already."""
        self._sweep()
        if notice.token_id in self._notice_ids:
            return False
        ended = _Ended(self._now() if recorded_at is None else recorded_at, notice.issued_at)
        self._notice_ids[notice.token_id] = ended
        if notice.session_id is not None:
            self._sessions[notice.session_id] = ended
        elif notice.subject is not None:
            self._subjects[notice.subject] = ended
        return True

    def includes(self, token: VerifiedToken) -> bool:
        """Whether the session of the token has ended."""
        if token.user.session_id is not None and token.user.session_id in self._sessions:
            return True
        ended = self._subjects.get(token.user.subject)
        return ended is not None and token.issued_at <= ended.ended_at

    def _sweep(self) -> None:
        now = self._now()
        if now - self._swept_at < 60:
            return
        self._swept_at = now
        for index in (self._notice_ids, self._sessions, self._subjects):
            for key in [key for key, ended in index.items() if ended.recorded_at < now - ENDED_SESSION_SECONDS]:
                del index[key]


class MemoryEndedSessions:
    """Forgets at a restart: for tests, and for apps without a database, whose tokens then live on for 15 minutes."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._index = SessionIndex(now)

    async def record(self, notice: LogoutNotice) -> bool:
        return self._index.add(notice)

    def includes(self, token: VerifiedToken) -> bool:
        return self._index.includes(token)
