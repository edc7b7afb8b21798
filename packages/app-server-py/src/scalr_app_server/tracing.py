"""OpenTelemetry: one span a request, where a collector is named."""

import asyncio
import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import tracing_not_installed
from .gate import MountedRoute, find_route

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

_STOP_SECONDS = 2.0
# Any other would let whoever asks make up as many names of spans as they like.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})


class Tracing:
    """Makes the spans of one app."""

    def __init__(self, provider: "TracerProvider") -> None:
        from opentelemetry import trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._provider = provider
        self._tracer = provider.get_tracer("scalr_app_server")
        self._propagator = TraceContextTextMapPropagator()
        self._trace = trace

    @contextmanager
    def follow(self, scope: Scope, route: str | None) -> Iterator["Span"]:
        """The span of one request, below the one its `traceparent` names (W3C Trace Context §3.2), or the first of a
        new trace; within, it is the current one of OpenTelemetry.

        Named as OpenTelemetry's conventions for HTTP have it: method, path, scheme, route; no query, body or person.

        :param route: path of the declared route, `/api/notes/{id}`
        """
        method: str = scope["method"] if scope["method"] in _METHODS else "_OTHER"
        verb = "HTTP" if method == "_OTHER" else method
        headers = Headers(scope=scope)
        attributes = {
            "http.request.method": method,
            "url.path": scope["raw_path"].decode("latin-1"),
            # Of the browser's request: the gateway says it, and takes the header from everybody else.
            "url.scheme": "https" if headers.get("x-forwarded-proto") == "https" else "http",
        }
        if method == "_OTHER":
            attributes["http.request.method_original"] = scope["method"]
        if route is not None:
            attributes["http.route"] = route
        given = {name: ", ".join(headers.getlist(name)) for name in ("traceparent", "tracestate") if name in headers}
        span = self._tracer.start_span(
            verb if route is None else f"{verb} {route}",
            context=self._propagator.extract(given),
            kind=self._trace.SpanKind.SERVER,
            attributes=attributes,
        )
        with self._trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
            yield span

    def fail(self, span: "Span", error_type: str) -> None:
        """`error_type`: a status, or the name of a class; no message, which may hold what must not be told."""
        span.set_attribute("error.type", error_type)
        span.set_status(self._trace.StatusCode.ERROR)

    def headers(self) -> Mapping[str, str]:
        """`traceparent` and `tracestate` for what is asked of others now."""
        told: dict[str, str] = {}
        self._propagator.inject(told)
        return told

    async def stop(self) -> None:
        """Sends what is still there; waits two seconds at most."""
        loop, sent = asyncio.get_running_loop(), asyncio.Event()

        def send() -> None:
            self._provider.shutdown()
            # The loop may be gone by then, and with it whoever waited.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(sent.set)

        # A thread that nobody waits for: a collector that never answers does not keep the app from ending.
        threading.Thread(target=send, daemon=True).start()
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                await sent.wait()


def open_tracing(endpoint: str, slug: str) -> Tracing:
    """Sends spans as OTLP over HTTP to `<endpoint>/v1/traces`, from a thread of its own.

    The SDK is loaded here and nowhere else, so that an app without an endpoint pays nothing. A collector that is away
    costs its spans and nothing else. Raises `ScalrError` where the extra "tracing" is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise tracing_not_installed(str(error)) from error
    # It would tell of every attempt, with a traceback each.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    provider = TracerProvider(resource=Resource({"service.name": slug}), shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.removesuffix('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Tracing(provider)


class TracedRequests:
    """Around everything else: a request that is refused at the gate has its span, too."""

    def __init__(self, app: ASGIApp, *, tracing: Tracing, mounted: Sequence[MountedRoute]) -> None:
        self._app = app
        self._tracing = tracing
        self._mounted = mounted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        found = find_route(self._mounted, scope)
        path: Any = None if found is None else getattr(found.route, "path", None)
        with self._tracing.follow(scope, path) as span:

            async def answer(message: Message) -> None:
                if message["type"] == "http.response.start":
                    status = message["status"]
                    span.set_attribute("http.response.status_code", status)
                    span.set_attribute("scalr.request_id", Headers(raw=message["headers"]).get("x-request-id", ""))
                    if status >= 500:
                        self._tracing.fail(span, str(status))
                await send(message)

            try:
                await self._app(scope, receive, answer)
            except Exception as error:
                self._tracing.fail(span, type(error).__name__)
                raise
