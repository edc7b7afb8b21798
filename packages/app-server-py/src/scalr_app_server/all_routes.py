"""Everything that an app answers and describes."""

import logging
import re
from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute

from .entity_routes import entity_routes
from .find_models import find_models
from .find_routes import find_routes
from .migrate import MigrationCheck
from .own_routes import health_routes, me_routes
from .routes import Route


def all_routes(
    src: Path, health_path: str, has_sign_in: bool, check: MigrationCheck | None, log: logging.Logger
) -> Sequence[Route]:
    """Loads the app's files. A route written by hand takes the place of a generated one."""
    entities = find_models(src)
    found = find_routes(src, log)
    generated = [route for entity in entities for route in entity_routes(entity)]
    return [
        *health_routes(health_path, check).declared,
        *(me_routes().declared if has_sign_in else []),
        *found,
        *(route for route in generated if not any(_is_same_place(route, other) for other in found)),
    ]


def mount(app: FastAPI, route: Route) -> APIRoute:
    app.add_api_route(
        route.path,
        route.endpoint,
        methods=[route.method],
        summary=route.summary,
        operation_id=route.operation_id,
        status_code=route.status_code,
        **route.options,
    )
    mounted = app.router.routes[-1]
    assert isinstance(mounted, APIRoute)  # noqa: S101 - what FastAPI has just made
    return mounted


def _is_same_place(one: Route, other: Route) -> bool:
    places = [(route.method, re.sub(r"\{\w+\}", "{}", route.path)) for route in (one, other)]
    return places[0] == places[1]
