from typing import Any

from fastapi import APIRouter
from scalr_auth_client import CurrentUser

from scalr_app_server import InputModel, Routes

routes = Routes()
bare = APIRouter()


class Word(InputModel):
    said_aloud: str


@routes.get("/api/mine", access="signed-in", summary="Mine")
async def mine(user: CurrentUser) -> dict[str, Any]:
    return {"subject": user.subject}


@routes.get("/api/open", access="public", summary="Open")
async def open_to_all() -> dict[str, Any]:
    return {"ok": True}


@routes.post("/api/words", access="public", summary="A word")
async def word(body: Word) -> None:
    assert body.said_aloud


@routes.get("/api/forgotten")
async def forgotten() -> None:
    return None


@routes.get("/api/mistyped", access="signed_in")  # type: ignore[arg-type]
async def mistyped() -> None:
    return None


@bare.get("/api/bare")
async def without_rule() -> None:
    return None
