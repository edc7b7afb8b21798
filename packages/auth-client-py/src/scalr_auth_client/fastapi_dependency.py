"""For FastAPI: `secure(app, verifier)` once, then `Depends(require_user)` wherever somebody has to be signed in."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.requests import HTTPConnection, Request
from fastapi.responses import JSONResponse, Response

from .auth_failure import AuthFailure, auth_problem, group_missing
from .bearer import user_of
from .user import User
from .verifier import Verifier

USER_KEY = "scalr.user"
"""Key of an ASGI scope: the person, where something in front of the app has verified the token already."""


async def require_user(connection: HTTPConnection) -> User:
    """The signed-in person, as a dependency of FastAPI: `user: Annotated[User, Depends(require_user)]`.

    Raises `AuthFailure` 400, 401, 403 or 503, which `secure` turns into an answer.
    """
    known = connection.scope.get(USER_KEY)
    if isinstance(known, User):
        return known
    verifier: Verifier = connection.app.state.verifier
    return await user_of(verifier, connection.scope["headers"])


CurrentUser = Annotated[User, Depends(require_user)]
"""The signed-in person as a parameter of a route: `async def mine(user: CurrentUser)`."""


def require_groups(*groups: str) -> Callable[[User], Awaitable[User]]:
    """A dependency like `require_user` for people who are in all of these groups, too.

    `user: Annotated[User, Depends(require_groups("managers"))]`
    """

    async def require_groups(user: CurrentUser) -> User:
        if not set(groups) <= set(user.groups):
            raise group_missing(groups)
        return user

    return require_groups


def secure(app: FastAPI, verifier: Verifier) -> None:
    """Tells the app whose tokens it takes: `secure(app, verifier)`, once.

    Refusals are answered as RFC 9457 problem with RFC 6750 challenge.
    """
    app.state.verifier = verifier

    async def answer(_request: Request, error: Exception) -> Response:
        if not isinstance(error, AuthFailure):
            raise error
        headers = error.headers(verifier.audience) | {"cache-control": "no-store"}
        return JSONResponse(
            auth_problem(error), error.status, headers, media_type="application/problem+json; charset=utf-8"
        )

    app.add_exception_handler(AuthFailure, answer)
