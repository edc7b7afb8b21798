"""The body of a request, read whole, within limits, before anything else looks at it."""

import json
from collections.abc import Mapping
from typing import NoReturn

from starlette.types import Message, Receive

from .answer_problem import BAD_REQUEST
from .problem import HttpProblem

MAX_BODY_BYTES = 1024 * 1024
JSON_TYPES = frozenset({"application/json"})
PATCH_TYPES = JSON_TYPES | {"application/merge-patch+json"}
FORM_TYPES = frozenset({"application/x-www-form-urlencoded"})


async def read_body(receive: Receive, headers: Mapping[str, str], types: frozenset[str], max_bytes: int) -> bytes:
    """Raises `HttpProblem` 413, 415 or, for what is not JSON, 400."""
    declared = headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > max_bytes:
        raise _too_large()
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            # Whoever asked has gone; nobody will read the answer.
            raise HttpProblem(400, *BAD_REQUEST)
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > max_bytes:
            raise _too_large()
    media_type = headers.get("content-type", "").split(";")[0].strip().lower()
    if body and media_type not in types:
        raise HttpProblem(415, "UNSUPPORTED_MEDIA_TYPE", "Bodies are sent as application/json.")
    if media_type in PATCH_TYPES:
        _check_json(bytes(body))
    return bytes(body)


def replay(body: bytes, receive: Receive) -> Receive:
    """Hands out what was read; then what comes after it, such as that the other side went away."""
    handed_out = False

    async def next_message() -> Message:
        nonlocal handed_out
        if handed_out:
            return await receive()
        handed_out = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message


def _check_json(body: bytes) -> None:
    # Python reads more than JSON: NaN, Infinity, and UTF-16.
    try:
        json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise HttpProblem(400, *BAD_REQUEST) from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _too_large() -> HttpProblem:
    return HttpProblem(413, "BODY_TOO_LARGE", "The body of the request is too large.")
