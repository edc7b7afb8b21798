"""The OpenAPI document of an app from its sources alone: nothing is listened on, connected to or migrated.

With `-m scalr_app_server.describe_app <job>`, a JSON of `{"src", "slug", "healthPath", "auth", "env"}`, it prints
`{"ok": true, "document"}` or `{"ok": false, "problems", "detail", "file"?, "line"?}` as JSON. Whatever the app itself
prints goes to standard error.
"""

import json
import logging
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from . import settings
from .all_routes import all_routes, mount
from .errors import ScalrError
from .open_api import open_api_document


def describe_app(src: Path, slug: str, health_path: str = "/api/health", auth: bool = True) -> dict[str, Any]:
    """What `GET /api/openapi.json` of the running app answers. Raises what loading a file of the app raises."""
    log = logging.getLogger("scalr.describe")
    # A route that does not mount says so when the app starts.
    log.addHandler(logging.NullHandler())
    log.propagate = False
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    declared = all_routes(src, health_path, auth, None, log)
    return open_api_document(slug, [(route, mount(app, route)) for route in declared])


def _tell(job: dict[str, Any]) -> dict[str, Any]:
    src = Path(job["src"])
    os.environ.update(job["env"])
    settings.stand_in()
    try:
        return {"ok": True, "document": describe_app(src, job["slug"], job["healthPath"], job["auth"])}
    except ScalrError as error:
        problems = [{"code": one.code, "message": one.message, "fix": one.fix} for one in error.problems]
        return {"ok": False, "problems": problems, "detail": str(error), **_place(error, src)}
    except BaseException as error:
        lines = str(error).strip().splitlines()
        detail = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
        return {"ok": False, "problems": [], "detail": detail, **_place(error, src)}


def _place(error: BaseException, src: Path) -> dict[str, Any]:
    """The place in the app's own sources that it is about: the innermost of them."""
    if isinstance(error, SyntaxError) and error.filename is not None and Path(error.filename).is_relative_to(src):
        return {"file": error.filename, "line": error.lineno or 1}
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(src)]
    return {"file": frames[-1].filename, "line": frames[-1].lineno or 1} if frames else {}


if __name__ == "__main__":
    answer, sys.stdout = sys.stdout, sys.stderr
    answer.write(json.dumps(_tell(json.loads(sys.argv[1]))))
    answer.flush()
