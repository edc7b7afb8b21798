"""Entity tags, and what is asked of a change."""

import hashlib
from base64 import urlsafe_b64encode
from typing import Literal

from fastapi import Request

from .problem import HttpProblem


def entity_tag(json: bytes) -> str:
    """A strong entity tag (RFC 9110 §8.8.3) of what is answered: the same row, the same tag on every replica."""
    return f'"{urlsafe_b64encode(hashlib.sha256(json).digest()).decode()[:22]}"'


def if_match_of(request: Request) -> str | None:
    values = request.headers.getlist("if-match")
    return ", ".join(values) if values else None


def check_if_match(header: str | None, current: str) -> None:
    """RFC 9110 §13.1.1: one of the tags has to be the current one; `*` is any; weak tags never match.

    Raises `HttpProblem` 412 `CHANGED_MEANWHILE`.
    """
    if header is None:
        return
    tags = [tag.strip() for tag in header.split(",")]
    if "*" in tags or current in tags:
        return
    raise HttpProblem(
        412, "CHANGED_MEANWHILE", "Somebody changed this since you read it.", fix="read it again and repeat the change"
    )


def require_if_match(header: str | None, wish: Literal["optional", "required"]) -> None:
    """428 `IF_MATCH_MISSING` (RFC 6585 §3) before the row is looked for, so that it tells nothing of it."""
    if header is not None or wish == "optional":
        return
    raise HttpProblem(
        428,
        "IF_MATCH_MISSING",
        "A change of this has to say which state it is meant for.",
        fix="send the ETag of the last answer as If-Match",
    )
