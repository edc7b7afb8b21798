"""Uvicorn, as a backend needs it."""

import json
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .problem import HttpProblem

_STOP_SECONDS = 10


class ProblemProtocol(HttpToolsProtocol):
    """What is not HTTP enough to become a request is answered as a problem, too."""

    def send_400_response(self, msg: str) -> None:
        body = json.dumps(HttpProblem(400, "BAD_REQUEST", "The request cannot be understood.").to_details()).encode()
        head = (
            "HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()


class WebServer(uvicorn.Server):
    """On SIGTERM or SIGINT it ends listening first, then requests, within ten seconds; the process then ends with 0."""

    def __init__(self, app: ASGIApp, on_listening: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app,
            http=ProblemProtocol,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
        super().__init__(config)
        self._on_listening = on_listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_listening()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        # Else it would be raised once more, and a clean end would look like a kill.
        self._captured_signals.clear()
