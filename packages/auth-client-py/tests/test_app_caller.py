"""Calls to other apps: tokens, retries, refusals, limits. The same cases as those of the TypeScript client."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import pytest
from clock import Clock
from recorder import Recorder, Reply, Seen, recorder

from scalr_auth_client import AppCaller, AuthFailure, CallAnswer, GatewayAddress, RawHeaders, ScalrError

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def fine(_seen: Seen, nth: int) -> Reply:
    return Reply(200, {"access_token": f"t{nth}", "expires_in": 600})


async def greet(_seen: Seen, _nth: int) -> Reply:
    return Reply(200, {"hello": "there"})


@dataclass
class Stage:
    provider: Recorder
    billing: Recorder
    clock: Clock = field(default_factory=Clock)
    made: list[AppCaller] = field(default_factory=list)

    def caller(self, gateway: str | None = None) -> AppCaller:
        caller = AppCaller(
            client_id="desk.service",
            client_secret="s%:+ x",
            token_url=f"http://127.0.0.1:{self.provider.port}/token",
            apps={"billing": "http://billing.localhost:8080"},
            gateway=GatewayAddress(gateway or f"127.0.0.1:{self.billing.port}"),
            now=self.clock,
        )
        self.made.append(caller)
        return caller

    @property
    def tokens(self) -> list[str]:
        """Those that reached billing."""
        return [seen.headers["authorization"].removeprefix("Bearer ") for seen in self.billing.seen]


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    async with recorder(fine) as provider, recorder(greet) as billing:
        made = Stage(provider, billing)
        try:
            yield made
        finally:
            await asyncio.gather(*(caller.close() for caller in made.made))


def play(scenario: Callable[[Stage], Awaitable[None]]) -> None:
    async def run() -> None:
        async with asyncio.timeout(20), stage() as made:
            await scenario(made)

    asyncio.run(run())


def asking(token: str, **headers: str) -> RawHeaders:
    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return [(b"authorization", f"Bearer {token}".encode()), *lines]


async def for_itself(caller: AppCaller, **options: Any) -> CallAnswer:
    return await caller.call_app("billing", "/api/x", as_="self", **options)


async def for_person(caller: AppCaller, headers: RawHeaders | None, **options: Any) -> CallAnswer:
    return await caller.call_app("billing", "/api/x", as_="user", request_headers=headers, **options)


async def code(work: Awaitable[object]) -> str:
    try:
        await work
    except AuthFailure as failure:
        return f"{failure.status} {failure.problem.code}"
    except ScalrError as error:
        return error.problems[0].code
    return "fine"


def test_for_itself_client_credentials_for_exactly_the_callee() -> None:
    async def scenario(made: Stage) -> None:
        answer = await made.caller().call_app("billing", "/api/invoices?year=2026", as_="self")
        assert (answer.status, answer.ok, answer.json()) == (200, True, {"hello": "there"})
        (token,) = made.provider.seen
        assert (token.method, token.url) == ("POST", "/token")
        assert token.headers["authorization"] == f"Basic {b64encode(b'desk.service:s%25%3A%2B%20x').decode()}"
        assert token.body == "grant_type=client_credentials&resource=urn%3Aapp%3Abilling"
        (call,) = made.billing.seen
        assert (call.method, call.url) == ("GET", "/api/invoices?year=2026")
        assert (call.headers["host"], call.headers["authorization"]) == ("billing.localhost:8080", "Bearer t1")
        assert "content-type" not in call.headers

    play(scenario)


def test_for_a_person_an_exchange_of_the_token_that_came_which_itself_goes_nowhere_else() -> None:
    async def scenario(made: Stage) -> None:
        await for_person(made.caller(), asking("the-token"), method="POST", body={"sum": 3})
        assert dict(parse_qsl(made.provider.seen[0].body)) == {
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token": "the-token",
            "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "audience": "urn:app:billing",
        }
        (call,) = made.billing.seen
        assert (call.method, call.body) == ("POST", '{"sum":3}')
        assert call.headers["content-type"] == "application/json"
        assert made.tokens == ["t1"]
        assert "the-token" not in str(made.billing.seen)

    play(scenario)


def test_trace_and_request_id_go_along_and_nothing_else_of_the_request() -> None:
    async def scenario(made: Stage) -> None:
        caller = made.caller()
        more = {"tracestate": "a=1", "x_request_id": "request-1", "cookie": "c=1", "x_other": "1"}
        await for_person(caller, asking("a", traceparent=TRACEPARENT, **more))
        first = made.billing.seen[0].headers
        assert (first["traceparent"], first["tracestate"]) == (TRACEPARENT, "a=1")
        assert (first["x-request-id"], first["x-caller-request-id"]) == ("request-1", "request-1")
        assert "cookie" not in first and "x-other" not in first
        await for_person(caller, asking("a", traceparent="junk", tracestate="a=1"), request_id="request-2")
        second = made.billing.seen[1].headers
        assert (second["x-request-id"], second["x-caller-request-id"]) == ("request-2", "request-2")
        assert "traceparent" not in second and "tracestate" not in second

    play(scenario)


def test_headers_of_the_call_come_last_but_for_the_token_and_the_host() -> None:
    async def scenario(made: Stage) -> None:
        headers = {"Accept": "text/csv", "Authorization": "Bearer mine", "Host": "evil.test", "X-Own": "1"}
        await for_itself(made.caller(), headers=headers)
        seen = made.billing.seen[0].headers
        assert [seen[name] for name in ("accept", "authorization", "host", "x-own")] == [
            "text/csv",
            "Bearer t1",
            "billing.localhost:8080",
            "1",
        ]

    play(scenario)


def test_a_token_is_kept_for_its_callee_and_its_person_until_shortly_before_it_expires() -> None:
    async def scenario(made: Stage) -> None:
        caller = made.caller()
        for person in (None, None, "a", "a", "b", None):
            await (for_itself(caller) if person is None else for_person(caller, asking(person)))
        assert made.tokens == ["t1", "t1", "t2", "t2", "t3", "t1"]
        made.clock.now += 569
        await for_itself(caller)
        assert len(made.provider.seen) == 3
        made.clock.now += 2
        await for_itself(caller)
        assert len(made.provider.seen) == 4

    play(scenario)


def test_a_token_about_to_expire_is_used_once_and_not_kept() -> None:
    async def scenario(made: Stage) -> None:
        async def short(_seen: Seen, _nth: int) -> Reply:
            return Reply(200, {"access_token": "t", "expires_in": 20})

        made.provider.answer = short
        caller = made.caller()
        await for_itself(caller)
        await for_itself(caller)
        assert len(made.provider.seen) == 2

    play(scenario)


def test_twenty_at_once_make_one_token_request_and_one_who_goes_away_takes_it_from_nobody() -> None:
    async def scenario(made: Stage) -> None:
        caller = made.caller()
        calls = [asyncio.create_task(for_itself(caller)) for _ in range(21)]
        while not made.provider.seen:
            await asyncio.sleep(0)
        calls[0].cancel()
        answers = await asyncio.gather(*calls[1:])
        assert [answer.status for answer in answers] == [200] * 20
        assert (len(made.provider.seen), len(made.billing.seen)) == (1, 20)

    play(scenario)


def test_a_failed_token_request_is_not_kept() -> None:
    async def scenario(made: Stage) -> None:
        async def late(seen: Seen, nth: int) -> Reply:
            return Reply(500) if nth == 1 else await fine(seen, nth)

        made.provider.answer = late
        caller = made.caller()
        assert await code(for_itself(caller)) == "503 AUTH_PROVIDER_UNAVAILABLE"
        assert await code(for_itself(caller)) == "fine"

    play(scenario)


def test_401_for_a_kept_token_once_more_with_a_fresh_one_and_the_answer_of_that_counts() -> None:
    async def scenario(made: Stage) -> None:
        async def withdrawn(seen: Seen, _nth: int) -> Reply:
            return Reply(401 if seen.headers["authorization"] == "Bearer t1" else 200)

        async def never(_seen: Seen, _nth: int) -> Reply:
            return Reply(401)

        caller = made.caller()
        await for_itself(caller)
        made.billing.answer = withdrawn
        assert (await for_itself(caller, method="POST", body=[1])).status == 200
        assert [seen.body for seen in made.billing.seen] == ["", "[1]", "[1]"]
        made.billing.answer = never
        assert (await for_itself(caller)).status == 401
        assert (len(made.provider.seen), len(made.billing.seen)) == (3, 5)
        assert (await for_itself(made.caller())).status == 401
        assert (len(made.provider.seen), len(made.billing.seen)) == (4, 6)

    play(scenario)


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    async def scenario(made: Stage) -> None:
        target = f"http://127.0.0.1:{made.provider.port}/elsewhere"

        async def elsewhere(_seen: Seen, _nth: int) -> Reply:
            return Reply(302, headers={"Location": target})

        made.billing.answer = elsewhere
        answer = await for_itself(made.caller())
        assert (answer.status, answer.ok, answer.headers["location"]) == (302, False, target)
        assert len(made.provider.seen) == 1

    play(scenario)


@pytest.mark.parametrize(
    "path",
    [
        "api/x",
        "",
        "//evil.test/x",
        "/\\evil.test",
        "http://evil.test/",
        "/api/../admin",
        "/api/%2e%2E/admin",
        "/api/./x",
        "/api\\..\\x",
        "/api/.\t./admin",
        "/api/x\r\nx-evil: 1",
        "/api/..",
        "/..?x",
    ],
)
def test_a_path_that_is_none_is_refused_and_no_token_is_asked_for(path: str) -> None:
    async def scenario(made: Stage) -> None:
        assert await code(made.caller().call_app("billing", path, as_="self")) == "CALL_PATH_INVALID"
        assert (len(made.provider.seen), len(made.billing.seen)) == (0, 0)

    play(scenario)


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/api/a b/é?q=ü&n=a b", "/api/a%20b/%C3%A9?q=%C3%BC&n=a%20b"),
        ("/api/a%2Fb?x=%26", "/api/a%2Fb?x=%26"),
        ("/api/x?next=/a/../b#part", "/api/x?next=/a/../b"),
        ("/", "/"),
    ],
)
def test_a_path_arrives_as_it_is_percent_encoded_where_needed(path: str, url: str) -> None:
    async def scenario(made: Stage) -> None:
        await made.caller().call_app("billing", path, as_="self")
        assert made.billing.seen[0].url == url

    play(scenario)


@pytest.mark.parametrize("slug", ["other", "__class__", ""])
def test_an_app_that_is_not_declared_is_refused_and_no_token_is_asked_for(slug: str) -> None:
    async def scenario(made: Stage) -> None:
        assert await code(made.caller().call_app(slug, "/api/x", as_="self")) == "CALL_NOT_DECLARED"
        assert made.provider.seen == []

    play(scenario)


def test_for_a_person_there_has_to_be_one() -> None:
    async def scenario(made: Stage) -> None:
        caller = made.caller()
        assert await code(for_person(caller, None)) == "CALL_WITHOUT_PERSON"
        assert await code(for_person(caller, [])) == "401 AUTH_TOKEN_MISSING"
        assert made.provider.seen == []

    play(scenario)


@pytest.mark.parametrize(
    ("status", "error", "person", "expected"),
    [
        (400, "access_denied", True, "403 CALL_FORBIDDEN"),
        (400, "invalid_request", True, "401 AUTH_TOKEN_INVALID"),
        (400, "invalid_grant", True, "401 AUTH_TOKEN_INVALID"),
        (400, "invalid_target", True, "CALL_NOT_DECLARED"),
        (401, "invalid_client", True, "CALL_CLIENT_REFUSED"),
        (400, "invalid_request", False, "CALL_CLIENT_REFUSED"),
        (429, "slow_down", False, "503 AUTH_PROVIDER_UNAVAILABLE"),
        (503, "temporarily_unavailable", False, "503 AUTH_PROVIDER_UNAVAILABLE"),
        (200, "no token in it", False, "503 AUTH_PROVIDER_UNAVAILABLE"),
    ],
)
def test_what_the_provider_says_decides_whose_fault_it_is(status: int, error: str, person: bool, expected: str) -> None:
    async def scenario(made: Stage) -> None:
        async def refuse(_seen: Seen, _nth: int) -> Reply:
            return Reply(status, {"error": error})

        made.provider.answer = refuse
        caller = made.caller()
        assert await code(for_person(caller, asking("a")) if person else for_itself(caller)) == expected
        assert made.billing.seen == []

    play(scenario)


def test_an_app_that_does_not_answer_in_time_or_not_at_all_is_503() -> None:
    async def scenario(made: Stage) -> None:
        assert await code(for_itself(made.caller("127.0.0.1:1"))) == "503 CALL_UNREACHABLE"
        release = asyncio.Event()

        async def slow(_seen: Seen, _nth: int) -> Reply:
            await release.wait()
            return Reply()

        made.billing.answer = slow
        with pytest.raises(AuthFailure) as caught:
            await for_itself(made.caller(), timeout_seconds=0.05)
        release.set()
        assert (caught.value.status, caught.value.retry_after_seconds) == (503, 5)
        assert caught.value.problem.message == '"billing" does not answer: no answer within 0.05 s.'

    play(scenario)


def test_an_answer_of_more_than_10_mib_is_not_taken() -> None:
    async def scenario(made: Stage) -> None:
        async def large(_seen: Seen, _nth: int) -> Reply:
            return Reply(200, "x" * 10 * 1024 * 1024)

        made.billing.answer = large
        with pytest.raises(AuthFailure) as caught:
            await for_itself(made.caller())
        assert caught.value.problem.message.endswith("the answer is larger than 10485760 bytes.")

    play(scenario)
