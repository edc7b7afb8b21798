"""Calls to other apps from within routes."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from calling_app import CallingApp, calling_app
from pytest import MonkeyPatch

from scalr_app_server import ScalrError
from scalr_app_server.calls import open_calls

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def play(monkeypatch: MonkeyPatch, scenario: Callable[[CallingApp], Awaitable[None]], *, declared: bool = True) -> None:
    async def run() -> None:
        async with asyncio.timeout(20), calling_app(monkeypatch, declared=declared) as app:
            await scenario(app)

    asyncio.run(run())


def test_a_call_is_for_the_person_of_the_request_with_its_trace_and_its_id(monkeypatch: MonkeyPatch) -> None:
    async def scenario(app: CallingApp) -> None:
        headers = app.as_ada(traceparent=TRACEPARENT, tracestate="a=1", x_request_id="request-1")
        answer = await app.http.get("/api/for-person/7", headers=headers)
        assert (answer.status_code, answer.json()) == (200, {"status": 200, "body": {"hello": "there"}})
        assert "token-exchange" in app.tokens.seen[0].body
        (seen,) = app.billing.seen
        assert (seen.method, seen.url) == ("GET", "/api/people/7")
        names = ("host", "authorization", "traceparent", "tracestate", "x-request-id", "x-caller-request-id")
        assert [seen.headers[name] for name in names] == [
            "billing.localhost:8080",
            "Bearer t1",
            TRACEPARENT,
            "a=1",
            "request-1",
            "request-1",
        ]

    play(monkeypatch, scenario)


def test_a_request_without_a_good_id_goes_on_with_the_one_it_was_given(monkeypatch: MonkeyPatch) -> None:
    async def scenario(app: CallingApp) -> None:
        answer = await app.http.get("/api/for-person/7", headers=app.as_ada(x_request_id="bad id"))
        assert app.billing.seen[0].headers["x-caller-request-id"] == answer.headers["x-request-id"] != "bad id"

    play(monkeypatch, scenario)


def test_a_model_is_sent_as_the_json_it_came_as(monkeypatch: MonkeyPatch) -> None:
    async def scenario(app: CallingApp) -> None:
        body = {"orderedOn": "2026-01-02", "inCents": 3}
        assert (await app.http.post("/api/orders", json=body)).status_code == 200
        (seen,) = app.billing.seen
        assert (seen.method, seen.body, seen.headers["x-own"]) == (
            "POST",
            '{"orderedOn":"2026-01-02","inCents":3}',
            "1",
        )
        assert "client_credentials" in app.tokens.seen[0].body

    play(monkeypatch, scenario)


def test_a_defect_of_the_caller_is_logged_and_told_as_nothing_but_a_code(monkeypatch: MonkeyPatch) -> None:
    async def scenario(app: CallingApp) -> None:
        undeclared = await app.http.get("/api/undeclared")
        assert (undeclared.status_code, undeclared.json()["code"]) == (500, "INTERNAL")
        assert '"vault"' not in undeclared.text
        assert 'This app may not call \\"vault\\"' in app.log.getvalue()

    play(monkeypatch, scenario)


async def _never(*_: object) -> None:
    raise ConnectionError


@pytest.mark.parametrize("path", ["/api/for-person/7", "/api/undeclared"])
def test_an_app_whose_manifest_lists_no_calls_has_no_secret_and_every_call_says_so(
    monkeypatch: MonkeyPatch, path: str
) -> None:
    async def scenario(app: CallingApp) -> None:
        answer = await app.http.get(path, headers=app.as_ada())
        assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
        assert "This app may not call" in app.log.getvalue()
        assert app.tokens.seen == []

    play(monkeypatch, scenario, declared=False)


def test_a_callee_that_does_not_answer_is_503_with_retry_after(monkeypatch: MonkeyPatch) -> None:
    async def scenario(app: CallingApp) -> None:
        monkeypatch.setattr(app.billing, "answer", _never)
        answer = await app.http.get("/api/for-person/7", headers=app.as_ada())
        assert (answer.status_code, answer.json()["code"]) == (503, "CALL_UNREACHABLE")
        assert answer.headers["retry-after"] == "5"

    play(monkeypatch, scenario)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("OIDC_SERVICE_CLIENT_ID", "", "SETTING_MISSING"),
        ("OIDC_TOKEN_URL", "somewhere", "SETTING_INVALID"),
        ("APP_CALLS", "billing", "SETTING_INVALID"),
        ("APP_CALLS", "billing=ftp://x", "SETTING_INVALID"),
        ("GATEWAY_ADDRESS", "gateway", "SETTING_INVALID"),
        ("GATEWAY_CA_FILE", "ca.pem", "SETTING_INVALID"),
    ],
)
def test_a_setting_that_cannot_be_used_stops_the_start(
    monkeypatch: MonkeyPatch, name: str, value: str, code: str
) -> None:
    env = {
        "OIDC_SERVICE_CLIENT_ID": "example.service",
        "OIDC_CLIENT_SECRET": "the-secret",
        "OIDC_TOKEN_URL": "http://127.0.0.1:1/token",
    }
    for key, usual in env.items():
        monkeypatch.setenv(key, usual)
    calls = open_calls()
    assert calls is not None
    monkeypatch.setenv(name, value)
    with pytest.raises(ScalrError) as caught:
        open_calls()
    (problem,) = caught.value.problems
    assert (problem.code, name in problem.message, "the-secret" in problem.message) == (code, True, False)
