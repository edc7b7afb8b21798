"""Verifies the access tokens of an OpenID provider, as the backends of SCALR do it.

    verifier = Verifier(profile="embedded", issuer=..., jwks_url=..., audience=..., client_id=...)
    secure(app, verifier)

    @app.get("/api/hello")
    async def hello(user: Annotated[User, Depends(require_user)]) -> dict[str, str | None]:
        return {"name": user.name}

`require_user`, `require_groups`, `CurrentUser` and `secure` need FastAPI; everything else does without.

    caller = AppCaller(client_id=..., client_secret=..., token_url=..., apps={"billing": "https://billing.example.com"})
    answer = await caller.call_app("billing", "/api/invoices", as_="user", request_headers=request.scope["headers"])
"""

from typing import TYPE_CHECKING, Any

from .app_caller import CALL_TIMEOUT_SECONDS, CALLER_REQUEST_ID, AppCaller, CallAnswer, CallAs, CallMethod
from .auth_failure import AuthFailure, auth_problem, group_missing
from .bearer import RawHeaders, bearer_token, user_of
from .call_errors import call_not_declared
from .claims import ProviderProfile
from .ended_sessions import (
    ENDED_SESSION_SECONDS,
    EndedSessions,
    LogoutNotice,
    MemoryEndedSessions,
    SessionIndex,
)
from .errors import Problem
from .http_exchange import GatewayAddress
from .scalr_error import ErrorKind, ScalrError
from .user import User, VerifiedToken
from .verifier import Verifier

if TYPE_CHECKING:
    from .fastapi_dependency import USER_KEY, CurrentUser, require_groups, require_user, secure

__all__ = [
    "CALLER_REQUEST_ID",
    "CALL_TIMEOUT_SECONDS",
    "ENDED_SESSION_SECONDS",
    "USER_KEY",
    "AppCaller",
    "AuthFailure",
    "CallAnswer",
    "CallAs",
    "CallMethod",
    "CurrentUser",
    "EndedSessions",
    "ErrorKind",
    "GatewayAddress",
    "LogoutNotice",
    "MemoryEndedSessions",
    "Problem",
    "ProviderProfile",
    "RawHeaders",
    "ScalrError",
    "SessionIndex",
    "User",
    "VerifiedToken",
    "Verifier",
    "auth_problem",
    "bearer_token",
    "call_not_declared",
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
