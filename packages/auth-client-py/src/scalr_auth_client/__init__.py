"""Verifies the access tokens of an OpenID provider, as the backends of SCALR do it.

    verifier = Verifier(profile="embedded", issuer=..., jwks_url=..., audience=..., client_id=...)
    secure(app, verifier)

    @app.get("/api/hello")
    async def hello(user: Annotated[User, Depends(require_user)]) -> dict[str, str | None]:
        return {"name": user.name}

`require_user`, `require_groups`, `CurrentUser` and `secure` need FastAPI; everything else does without.
"""

from typing import TYPE_CHECKING, Any

from .auth_failure import AuthFailure, auth_problem, group_missing
from .bearer import bearer_token, user_of
from .claims import ProviderProfile
from .ended_sessions import (
    ENDED_SESSION_SECONDS,
    EndedSessions,
    LogoutNotice,
    MemoryEndedSessions,
    SessionIndex,
)
from .errors import Problem
from .user import User, VerifiedToken
from .verifier import Verifier

if TYPE_CHECKING:
    from .fastapi_dependency import USER_KEY, CurrentUser, require_groups, require_user, secure

__all__ = [
    "ENDED_SESSION_SECONDS",
    "USER_KEY",
    "AuthFailure",
    "CurrentUser",
    "EndedSessions",
    "LogoutNotice",
    "MemoryEndedSessions",
    "Problem",
    "ProviderProfile",
    "SessionIndex",
    "User",
    "VerifiedToken",
    "Verifier",
    "auth_problem",
    "bearer_token",
    "group_missing",
    "require_groups",
    "require_user",
    "secure",
    "user_of",
]


def __getattr__(name: str) -> Any:
    # FastAPI is loaded by those who use it.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import fastapi_dependency

    return getattr(fastapi_dependency, name)
