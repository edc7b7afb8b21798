"""The app as it is built from its folder, without a database and without anybody who signs in."""

import asyncio
import json
import logging
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest import MonkeyPatch

from scalr_app_server import ScalrError
from scalr_app_server.build_app import build_app
from scalr_app_server.errors import format_problem
from scalr_app_server.find_routes import find_routes
from scalr_app_server.log import open_log
from scalr_app_server.settings import read_settings

EXAMPLE = Path(__file__).parent / "example" / "src"


@pytest.fixture
def stream() -> StringIO:
    return StringIO()


@pytest.fixture
def log(stream: StringIO) -> logging.Logger:
    return open_log("example", "debug", stream)


def ask(log: logging.Logger, monkeypatch: MonkeyPatch, method: str, path: str, **wish: Any) -> httpx.Response:
    for name, value in {"APP_SLUG": "example", "PORT": "0", "PUBLIC_URL": "http://example.localhost"}.items():
        monkeypatch.setenv(name, value)
    app = build_app(EXAMPLE, read_settings(database=False, auth=False), None, None, log)

    async def exchange() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://example.localhost") as client:
            return await client.request(method, path, **wish)

    return asyncio.run(exchange())


def lines(stream: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_routes_without_a_valid_access_rule_do_not_mount_and_say_so(log: logging.Logger, stream: StringIO) -> None:
    assert [route.path for route in find_routes(EXAMPLE, log)] == ["/api/mine", "/api/open", "/api/words"]
    said = [line["message"] for line in lines(stream) if line.get("code") == "ROUTE_WITHOUT_ACCESS"]
    told = "in routes/notes.py is not mounted: it does not declare who may use it."
    assert said == [f"GET /api/{name} {told}" for name in ("forgotten", "mistyped", "bare")]


def test_where_nobody_signs_in_only_public_routes_answer(log: logging.Logger, monkeypatch: MonkeyPatch) -> None:
    assert ask(log, monkeypatch, "GET", "/api/open").json() == {"ok": True}
    refused = ask(log, monkeypatch, "GET", "/api/mine")
    assert (refused.status_code, refused.json()["code"]) == (403, "NO_SIGN_IN")
    assert ask(log, monkeypatch, "GET", "/api/me").status_code == 404


def test_names_in_pointers_are_those_of_the_json(log: logging.Logger, monkeypatch: MonkeyPatch) -> None:
    answer = ask(log, monkeypatch, "POST", "/api/words", json={"said_aloud": "x"})
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/saidAloud", "#/said_aloud"]
    assert ask(log, monkeypatch, "POST", "/api/words", json={"saidAloud": "x"}).status_code == 204


def test_a_file_without_routes_stops_the_start(log: logging.Logger, tmp_path: Path) -> None:
    (tmp_path / "routes").mkdir()
    (tmp_path / "routes" / "nothing_here.py").write_text("x = 1\n")
    with pytest.raises(ScalrError) as caught:
        find_routes(tmp_path, log)
    assert caught.value.problems[0].code == "ROUTE_FILE_INVALID"


def test_every_problem_has_a_code_a_message_and_a_fix(monkeypatch: MonkeyPatch) -> None:
    for name in ("APP_SLUG", "PORT", "PUBLIC_URL", "LOG_LEVEL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORT", "70000")
    monkeypatch.setenv("LOG_LEVEL", "")
    with pytest.raises(ScalrError) as caught:
        read_settings(database=True, auth=False)
    assert [(problem.code, problem.message.split()[3]) for problem in caught.value.problems] == [
        ("SETTING_MISSING", "APP_SLUG"),
        ("SETTING_INVALID", "PORT"),
        ("SETTING_MISSING", "PUBLIC_URL"),
        ("SETTING_MISSING", "DATABASE_URL"),
    ]
    assert all("\n  fix: " in format_problem(problem) for problem in caught.value.problems)


def test_what_is_named_like_a_secret_is_hidden_in_the_log(log: logging.Logger, stream: StringIO) -> None:
    log.info("told", extra={"token": "x1", "headers": {"Authorization": "x2", "accept": "y"}})
    (line,) = lines(stream)
    assert (line["token"], line["headers"]) == ("[hidden]", {"Authorization": "[hidden]", "accept": "y"})
