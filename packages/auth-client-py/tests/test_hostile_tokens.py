"""The one matrix of hostile tokens, over a FastAPI app and `Depends(require_user)`."""

import asyncio
import re
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, FastAPI
from hostile_requests import FIXED_NOW, HOSTILE_REQUESTS, KEY_ANSWERS, HostileRequest
from provider import provider

from scalr_auth_client import User, Verifier, require_user, secure


def backend(row: HostileRequest, jwks_url: str) -> FastAPI:
    app = FastAPI()
    verifier = Verifier(
        profile=row.setup["profile"],
        issuer=row.setup["issuer"],
        jwks_url=jwks_url,
        audience=row.setup["audience"],
        client_id=row.setup["clientId"],
        required_groups=row.setup["requiredGroups"],
        callers=row.setup["callers"],
        now=lambda: FIXED_NOW,
    )
    secure(app, verifier)

    @app.get("/api/me")
    @app.post("/api/me")
    async def me(user: Annotated[User, Depends(require_user)]) -> dict[str, Any]:
        return {"issuer": user.issuer, "subject": user.subject, "name": user.name}

    return app


async def answers(row: HostileRequest) -> list[httpx.Response]:
    async with provider([]) as keys:
        answer = KEY_ANSWERS[row.setup["keys"]]
        keys.status, keys.body = answer["status"], answer["body"]
        transport = httpx.ASGITransport(backend(row, keys.url))
        async with httpx.AsyncClient(transport=transport, base_url="http://example.localhost") as client:
            # The second time the cache may answer: with the same.
            return [await client.request(row.method, row.path, headers=row.headers, content=row.body) for _ in range(2)]


@pytest.mark.parametrize("row", HOSTILE_REQUESTS, ids=lambda row: row.name)
def test_every_row_is_answered_as_in_every_other_language(row: HostileRequest) -> None:
    for answer in asyncio.run(answers(row)):
        body = answer.json()
        assert (answer.status_code, body.get("code")) == (row.expect["status"], row.expect["code"])
        challenge = answer.headers.get("www-authenticate")
        if row.expect["code"] is None:
            assert (body["issuer"], body["subject"], challenge) == (row.setup["issuer"], "a1b2", None)
            continue
        assert list(body) == ["type", "title", "status", "detail", "code", "fix"]
        assert body["type"] == f"urn:scalr:problem:{row.expect['code']}"
        assert body["status"] == row.expect["status"]
        assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
        if answer.status_code == 503:
            assert (challenge, answer.headers["retry-after"]) == (None, "30")
            continue
        error = row.expect["error"]
        parameters = "" if error is None else rf', error="{error}", error_description="[ -!#-\[\]-~]+"'
        assert re.fullmatch(rf'Bearer realm="{row.setup["audience"]}"{parameters}', challenge or "")
        assert "retry-after" not in answer.headers


def test_there_are_more_than_a_hundred() -> None:
    assert len(HOSTILE_REQUESTS) > 100
