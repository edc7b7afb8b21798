"""Spans, as a real collector gets them; and what an app without one does not pay for."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from socket import create_server

import pytest
from calling_app import CallingApp, calling_app
from collector import Collector, collector
from pytest import MonkeyPatch

from scalr_app_server import ScalrError
from scalr_app_server.tracing import open_tracing

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
PARENT_ID = "b7ad6b7169203331"
PARENT = f"00-{TRACE_ID}-{PARENT_ID}-01"


def play(monkeypatch: MonkeyPatch, scenario: Callable[[CallingApp], Awaitable[None]]) -> Collector:
    """What the collector has once the app has ended."""

    async def run(endpoint: str) -> None:
        tracing = open_tracing(endpoint, "example")
        async with asyncio.timeout(20), calling_app(monkeypatch, tracing) as app:
            await scenario(app)
        await tracing.stop()

    with collector() as sink:
        asyncio.run(run(f"{sink.url}/"))
    return sink


def test_every_request_is_a_span_of_its_trace_sent_at_the_latest_when_the_app_ends(monkeypatch: MonkeyPatch) -> None:
    async def scenario(app: CallingApp) -> None:
        headers = app.as_ada(traceparent=PARENT, tracestate="vendor=1", x_request_id="request-1")
        await app.http.get("/api/for-person/7?secret=hidden-value", headers=headers)
        https = {"x-forwarded-proto": "https", "x-request-id": "request-2"}
        await app.http.get("/api/for-person/%C3%A9", headers=https)
        await app.http.get("/api/breaks", headers={"x-request-id": "request-3"})
        await app.http.post("/nowhere/private", headers={"x-request-id": "request-4"})
        await app.http.request("BREW", "/api/breaks", headers={"x-request-id": "request-5"})
        await app.http.head("/api/health", headers={"x-request-id": "request-6"})

    sink = play(monkeypatch, scenario)
    assert set(sink.paths) == {"/v1/traces"}
    assert {(span.app, span.kind) for span in sink.spans} == {("{'service.name': 'example'}", 2)}
    first = sink.by_id("request-1")
    assert (first.name, first.trace_id, first.parent_id) == ("GET /api/for-person/{id}", TRACE_ID, PARENT_ID)
    assert (first.trace_state, first.status, first.seconds > 0) == ("vendor=1", 0, True)
    assert first.attributes == {
        "http.request.method": "GET",
        "url.path": "/api/for-person/7",
        "url.scheme": "http",
        "http.route": "/api/for-person/{id}",
        "http.response.status_code": 200,
        "scalr.request_id": "request-1",
    }
    refused = sink.by_id("request-2")
    assert (refused.parent_id, refused.status, refused.trace_id != TRACE_ID) == ("", 0, True)
    assert refused.attributes["http.response.status_code"] == 401
    assert (refused.attributes["url.path"], refused.attributes["url.scheme"]) == ("/api/for-person/%C3%A9", "https")
    broken = sink.by_id("request-3")
    assert (broken.status, broken.attributes["error.type"]) == (2, "500")
    nowhere = sink.by_id("request-4")
    assert (nowhere.name, "http.route" in nowhere.attributes) == ("POST", False)
    odd = sink.by_id("request-5").attributes
    assert (odd["http.request.method"], odd["http.request.method_original"]) == ("_OTHER", "BREW")
    assert sink.by_id("request-5").name == "HTTP"
    assert sink.by_id("request-6").name == "HEAD /api/health"
    for private in (b"hidden-value", b"secret", b"ada", b"a1b2"):
        assert private not in b"".join(sink.bodies)


@pytest.mark.parametrize(
    ("traceparent", "is_kept", "is_continued"),
    [
        (PARENT, True, True),
        (f"01-{TRACE_ID}-{PARENT_ID}-01-what-a-later-version-says", True, True),
        (f"00-{TRACE_ID}-{PARENT_ID}-00", False, True),
        (f"00-{TRACE_ID}-{PARENT_ID}-01-more", True, False),
        (f"ff-{TRACE_ID}-{PARENT_ID}-01", True, False),
        (f"00-{'0' * 32}-{PARENT_ID}-01", True, False),
        ("nonsense", True, False),
    ],
)
def test_the_callee_is_below_the_span_of_the_request_that_calls(
    monkeypatch: MonkeyPatch, traceparent: str, is_kept: bool, is_continued: bool
) -> None:
    told: list[dict[str, str]] = []

    async def scenario(app: CallingApp) -> None:
        headers = app.as_ada(traceparent=traceparent, tracestate="a=1")
        await asyncio.gather(*(app.http.get("/api/for-person/7", headers=headers) for _ in range(3)))
        told.extend(seen.headers for seen in app.billing.seen)

    sink = play(monkeypatch, scenario)
    spans = {span.span_id: span for span in sink.spans}
    assert len(told) == 3
    assert len(spans) == (3 if is_kept else 0)
    for headers in told:
        _, trace_id, span_id, flags = headers["traceparent"].split("-")
        # Bit 1 says that the id is random, which is nobody's concern here.
        assert (int(flags, 16) & 1 == is_kept, trace_id == TRACE_ID, span_id != PARENT_ID) == (True, is_continued, True)
        assert headers.get("tracestate") == ("a=1" if is_continued else None)
        if is_kept:
            assert spans[span_id].trace_id == trace_id
            assert spans[span_id].parent_id == (PARENT_ID if is_continued else "")


def test_without_a_collector_nothing_of_the_sdk_is_loaded() -> None:
    heavy = ("opentelemetry.sdk", "opentelemetry.exporter", "requests", "google.protobuf")
    code = f"import scalr_app_server, sys; print([name for name in sys.modules if name.startswith({heavy})])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("answers", ["never", "nobody"])
def test_a_collector_that_is_away_costs_its_spans_and_nothing_else(answers: str) -> None:
    code = """
import asyncio, sys, time
from scalr_app_server.log import open_log
from scalr_app_server.tracing import open_tracing

async def main():
    open_log("example", "debug")
    tracing = open_tracing(sys.argv[1], "example")
    scope = {"type": "http", "method": "GET", "raw_path": b"/", "headers": []}
    with tracing.follow(scope, "/"):
        pass
    began = time.monotonic()
    await tracing.stop()
    print(time.monotonic() - began < 2.5)

asyncio.run(main())
"""
    with create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if answers == "never" else 1
        argv = [sys.executable, "-c", code, f"http://127.0.0.1:{port}"]
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


def test_an_app_without_the_extra_says_how_to_get_it(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(ScalrError) as caught:
        open_tracing("http://127.0.0.1:1", "example")
    (problem,) = caught.value.problems
    assert problem.code == "TRACING_NOT_INSTALLED"
    assert "scalr-app-server[tracing]" in problem.fix
