"""Makes the ASGI app: FastAPI behind the gate, with every route that was found."""

import json
import logging
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from scalr_auth_client import AppCaller, MemoryEndedSessions, Verifier
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.exceptions import HTTPException
from starlette.routing import Route as PlainRoute
from starlette.types import ASGIApp

from .all_routes import all_routes, mount
from .answer_problem import answer_problem
from .ended_session_table import EndedSessionTable
from .gate import Gate, MountedRoute
from .log import request_id
from .migrate import MigrationCheck, ReadyDatabase
from .open_api import open_api_document
from .own_routes import backchannel_logout
from .routes import Route
from .settings import OidcSettings, Settings
from .tracing import TracedRequests, Tracing


async def open_verifier(oidc: OidcSettings, engine: AsyncEngine | None, log: logging.Logger) -> Verifier:
    """Asks the provider for nothing yet: an app boots while it is down."""

    def lost(error: BaseException | str) -> None:
        log.warning("outside world out of reach", extra={"reason": str(error)})

    table = None if engine is None else EndedSessionTable(engine, lost)
    if table is not None:
        await table.load()
    return Verifier(
        profile=oidc.OIDC_PROVIDER,
        issuer=oidc.OIDC_ISSUER,
        jwks_url=oidc.OIDC_JWKS_URL,
        audience=oidc.OIDC_AUDIENCE,
        client_id=oidc.OIDC_CLIENT_ID,
        required_groups=oidc.AUTH_REQUIRED_GROUPS,
        callers=oidc.APP_CALLERS,
        ended_sessions=MemoryEndedSessions() if table is None else table,
        on_problem=lost,
    )


def build_app(
    src: Path,
    settings: Settings,
    engine: AsyncEngine | None,
    verifier: Verifier | None,
    log: logging.Logger,
    health_path: str = "/api/health",
    *,
    ready: ReadyDatabase | None = None,
    calls: AppCaller | None = None,
    tracing: Tracing | None = None,
) -> ASGIApp:
    """Raises `ScalrError` for a file in `routes/` that holds no routes."""
    slug = settings.app.APP_SLUG
    realm = slug if verifier is None else verifier.audience
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.engine, app.state.verifier = engine, verifier
    app.state.runtime_role = None if ready is None else ready.runtime_role
    fields = None if ready is None else ready.constraints
    app.state.calls, app.state.tracing = calls, tracing

    async def refuse(_request: Request, error: Exception) -> Response:
        return answer_problem(error, request_id.get() or "", realm, log, fields)

    # Filled below; the gate stands where whatever a handler raises comes by.
    mounted: list[MountedRoute] = []
    app.add_middleware(Gate, mounted=mounted, verifier=verifier, realm=realm, log=log, fields=fields)
    if tracing is not None:
        app.add_middleware(TracedRequests, tracing=tracing, mounted=mounted)
    app.add_exception_handler(RequestValidationError, refuse)
    app.add_exception_handler(HTTPException, refuse)

    check = None if engine is None else MigrationCheck(engine, src.parent / "migrations")
    declared = all_routes(src, health_path, verifier is not None, check, log)
    documented = [(route, mount(app, route)) for route in declared]
    mounted += [MountedRoute(api_route, route.access or "signed-in") for route, api_route in documented]
    mounted += _mount_hidden(app, slug, documented, verifier, log)
    return app


def _mount_hidden(
    app: FastAPI,
    slug: str,
    documented: list[tuple[Route, APIRoute]],
    verifier: Verifier | None,
    log: logging.Logger,
) -> list[MountedRoute]:
    """What is no part of the app's own API. The document is made at the first request and kept."""
    document: bytes | None = None

    async def open_api(_request: Request) -> Response:
        nonlocal document
        document = document or json.dumps(open_api_document(slug, documented), separators=(",", ":")).encode()
        return Response(document, media_type="application/json")

    hidden = [MountedRoute(PlainRoute("/api/openapi.json", open_api, methods=["GET"]), "public")]
    if verifier is not None:
        logout = PlainRoute("/api/auth/backchannel-logout", backchannel_logout(verifier, log), methods=["POST"])
        hidden.append(MountedRoute(logout, "public", takes_form=True))
    app.router.routes.extend(one.route for one in hidden)
    return hidden
