"""What FastAPI, SQLAlchemy and Alembic load only when they are first used, loaded while nobody waits."""

import asyncio
import importlib

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.types import Message

_LATE = (
    "alembic.runtime.environment",
    "alembic.ddl.postgresql",
    "httpx",
    "psycopg_binary._psycopg",
    "pydantic.v1",
    "sqlalchemy.dialects.postgresql.psycopg",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
)


class _Word(BaseModel):
    word: str


def rehearse() -> None:
    """Answers one request, to nobody, and opens no connection."""
    for name in _LATE:
        importlib.import_module(name)
    create_async_engine("postgresql+psycopg://")
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    async def echo(word: _Word) -> _Word:
        return word

    app.add_api_route("/echo", echo, methods=["POST"], response_model=_Word)
    asyncio.run(_ask(app))


async def _ask(app: FastAPI) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b'{"word": "x"}', "more_body": False}

    async def send(_message: Message) -> None:
        pass

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/echo", "headers": headers, "query_string": b"", "state": {}}
    await app({**scope, "http_version": "1.1", "scheme": "http", "root_path": "", "raw_path": b"/echo"}, receive, send)
