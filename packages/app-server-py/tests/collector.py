"""A collector for OTLP over HTTP that keeps what it is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue


@dataclass(frozen=True)
class CollectedSpan:
    app: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    trace_state: str
    kind: int
    """2: server."""
    seconds: float
    status: int
    """2: error."""
    attributes: dict[str, Any]


@dataclass
class Collector:
    url: str = ""
    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def spans(self) -> list[CollectedSpan]:
        return [span for body in self.bodies for span in _read(body)]

    def by_id(self, request_id: str) -> CollectedSpan:
        (span,) = [span for span in self.spans if span.attributes["scalr.request_id"] == request_id]
        return span


@contextmanager
def collector() -> Iterator[Collector]:
    """On a free port of the loopback."""
    state = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            state.paths.append(self.path)
            state.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _read(body: bytes) -> Iterator[CollectedSpan]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        app = {one.key: _plain(one.value) for one in resource.resource.attributes}
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield CollectedSpan(
                    app=str(app),
                    name=span.name,
                    trace_id=span.trace_id.hex(),
                    span_id=span.span_id.hex(),
                    parent_id=span.parent_span_id.hex(),
                    trace_state=span.trace_state,
                    kind=span.kind,
                    seconds=(span.end_time_unix_nano - span.start_time_unix_nano) / 1e9,
                    status=span.status.code,
                    attributes={one.key: _plain(one.value) for one in span.attributes},
                )


def _plain(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    return None if kind is None else getattr(value, kind)
