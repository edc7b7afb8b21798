"""Routes that every app has."""

import logging
from collections.abc import Awaitable, Callable
from typing import Literal
from urllib.parse import parse_qs

from fastapi import Request, Response
from scalr_auth_client import CurrentUser, Verifier

from .json_model import OutputModel
from .migrate import MigrationCheck
from .problem import HttpProblem
from .routes import Routes


class Me(OutputModel):
    issuer: str
    subject: str
    name: str | None
    username: str | None
    email: str | None
    groups: list[str]


class Health(OutputModel):
    status: Literal["ok"]


def me_routes() -> Routes:
    """`GET /api/me`: who asks, as told by the token."""
    routes = Routes()

    @routes.get("/api/me", access="signed-in", summary="The person who asks", operation_id="getMe")
    async def get_me(user: CurrentUser) -> Me:
        return Me.model_validate(user)

    return routes


def health_routes(path: str, check: MigrationCheck | None) -> Routes:
    """Answers 200 only while the database answers and holds every migration of this version."""
    routes = Routes()

    @routes.get(path, access="public", summary="Whether the app can serve", operation_id="getHealth")
    async def get_health(response: Response) -> Health:
        response.headers["cache-control"] = "no-store"
        missing = set() if check is None else await check.missing()
        if missing:
            raise HttpProblem(
                503,
                "MIGRATIONS_PENDING",
                f"The database lacks {len(missing)} migrations.",
                fix="restart the app: it migrates before it serves",
                headers={"retry-after": "5"},
            )
        return Health(status="ok")

    return routes


def backchannel_logout(verifier: Verifier, log: logging.Logger) -> Callable[[Request], Awaitable[Response]]:
    """`POST /api/auth/backchannel-logout` (OpenID Connect Back-Channel Logout 1.0 §2.5): the token is the proof."""

    async def logout(request: Request) -> Response:
        form = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
        tokens = form.get("logout_token", [])
        if len(tokens) != 1:
            raise HttpProblem(400, "LOGOUT_TOKEN_MISSING", "Exactly one logout_token is needed.")
        notice = await verifier.end_session(tokens[0])
        log.info("session ended", extra={"session": notice.session_id, "subject": notice.subject})
        return Response(status_code=200, headers={"cache-control": "no-store"})

    return logout
