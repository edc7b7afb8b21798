"""Files in `routes/` are found, not registered."""

import logging
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from fastapi import APIRouter
from fastapi.routing import APIRoute

from .errors import route_file_invalid, route_without_access
from .import_folder import import_folder
from .routes import Route, Routes, is_access


def find_routes(src: Path, log: logging.Logger) -> list[Route]:
    """Every route of every file in `routes/`, in the order of the file names. A folder that is not there has none."""
    return [route for module in import_folder(src, "routes") for route in _mountable(module, log)]


def _mountable(module: ModuleType, log: logging.Logger) -> Iterator[Route]:
    """Fails closed and aloud: a route that forgot its access rule answers like one that does not exist."""
    file = module.__name__.replace(".", "/") + ".py"
    found = [value for value in vars(module).values() if isinstance(value, Routes | APIRouter)]
    if not found:
        raise route_file_invalid(file, "it holds no Routes()")
    for book in found:
        if isinstance(book, APIRouter):
            # FastAPI's own router has no place for an access rule.
            bare = [route for route in book.routes if isinstance(route, APIRoute)]
            names = [f"{method} {route.path}" for route in bare for method in route.methods or ()]
            _complain(file, names, log)
            continue
        for route in book.declared:
            if is_access(route.access):
                yield route
            else:
                _complain(file, [f"{route.method} {route.path}"], log)


def _complain(file: str, names: list[str], log: logging.Logger) -> None:
    for name in names:
        problem = route_without_access(file, name)
        log.error(problem.message, extra={"code": problem.code, "fix": problem.fix})
