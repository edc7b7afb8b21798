"""The whole of a `backend/src/main.py`."""

import asyncio
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from pydantic_settings import BaseSettings

from .build_app import build_app, open_verifier
from .calls import open_calls
from .database import open_engine
from .errors import DEFECT_EXIT_CODE, EXIT_CODES, ScalrError, database_not_declared, format_problem
from .find_models import find_models
from .listen import forget, listen
from .log import open_log
from .migrate import ReadyDatabase, migrate
from .settings import Settings, read_settings
from .start_problem import tell_start_problem
from .tracing import open_tracing
from .web_server import WebServer


def start_app(
    src: Path, *, health_path: str = "/api/health", auth: bool = True, settings: type[BaseSettings] | None = None
) -> None:
    """Serves until SIGTERM or SIGINT, then ends within ten seconds.

    Tells a parent process of Node `{"type": "listening"}` once requests are answered. What stands in the way is
    printed, and the exit code says whose problem it is.

        start_app(Path(__file__).parent)

    :param src: folder of `main.py`: `routes/` and `models/` lie in it, `migrations/` beside it
    :param health_path: where the environment does not tell (`HEALTH_PATH`, from the manifest)
    :param auth: False: nobody signs in (`auth.required: false` in the manifest)
    :param settings: keys of the app's own in the environment, checked with all others before anything starts
    """
    try:
        migrations = src.parent / "migrations"
        has_database = migrations.is_dir() or os.environ.get("DATABASE_URL", "") != ""
        known = read_settings(database=has_database, auth=auth, own=settings)
        entities = find_models(src)
        if known.database_url is None and entities:
            raise database_not_declared()
        url, slug = known.database_url, known.app.APP_SLUG
        ready = None if url is None else migrate(url, migrations, slug, entities)
        asyncio.run(_serve(src, known, health_path, ready))
    except ScalrError as error:
        for problem in error.problems:
            sys.stderr.write(f"{format_problem(problem)}\n")
        sys.exit(EXIT_CODES[error.kind])
    except Exception as error:
        tell_start_problem(error, src, os.environ.get("APP_SLUG", "this app"))
        sys.exit(DEFECT_EXIT_CODE)


async def _serve(src: Path, settings: Settings, health_path: str, ready: ReadyDatabase | None) -> None:
    log = open_log(settings.app.APP_SLUG, settings.app.LOG_LEVEL)
    url = settings.database_url
    engine = None if url is None else open_engine(url, settings.app.APP_SLUG)
    verifier = None if settings.oidc is None else await open_verifier(settings.oidc, engine, log)
    calls = open_calls()
    endpoint = settings.app.OTEL_EXPORTER_OTLP_ENDPOINT
    tracing = None if endpoint is None else open_tracing(endpoint, settings.app.APP_SLUG)
    health = settings.app.HEALTH_PATH or health_path
    app = build_app(src, settings, engine, verifier, log, health, ready=ready, calls=calls, tracing=tracing)
    listener = listen(settings.app.PORT, settings.app.LISTEN_HOST)
    try:
        await WebServer(app, _tell_parent).serve([listener])
    finally:
        forget(settings.app.PORT)
        if calls is not None:
            await calls.close()
        if tracing is not None:
            await tracing.stop()
        if verifier is not None:
            await verifier.close()
        if engine is not None:
            await engine.dispose()


def _tell_parent() -> None:
    """Node's IPC channel takes a line of JSON a message."""
    channel = os.environ.get("NODE_CHANNEL_FD")
    if channel is None:
        return
    # The parent may be gone by now; whoever comes next asks the app itself.
    with suppress(OSError):
        os.write(int(channel), (json.dumps({"type": "listening"}) + "\n").encode())
