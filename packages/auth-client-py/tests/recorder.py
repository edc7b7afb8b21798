"""A server that notes what arrives and answers as the test says."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Seen:
    method: str
    url: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[Seen, int], Awaitable[Reply]]
"""What arrived, and how many there were, this one included."""


@dataclass
class Recorder:
    answer: Answer
    seen: list[Seen] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
            method, url, _ = first.split(" ")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
            self.seen.append(Seen(method, url, headers, body))
            reply = await self.answer(self.seen[-1], len(self.seen))
            content = json.dumps(reply.body).encode()
            fields = {**reply.headers, "content-length": str(len(content)), "connection": "close"}
            head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
            writer.write(f"HTTP/1.1 {reply.status} X\r\n{head}\r\n".encode() + content)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            # The one who asked has gone.
            pass
        finally:
            writer.close()


@asynccontextmanager
async def recorder(answer: Answer) -> AsyncIterator[Recorder]:
    """On a free port of the loopback."""
    state = Recorder(answer)
    server = await asyncio.start_server(state.serve, "127.0.0.1", 0)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
