"""The matrix of hostile tokens of packages/testing, as every language reads it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIXTURE = Path(__file__).parents[2] / "testing" / "tokens" / "requests.jsonl"


@dataclass(frozen=True)
class HostileRequest:
    """One request and what every backend must answer."""

    name: str
    setup: dict[str, Any]
    method: str
    path: str
    headers: list[tuple[bytes, bytes]]
    body: str | None
    expect: dict[str, Any]


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else ".".join(text)


def _read() -> tuple[dict[str, Any], list[HostileRequest]]:
    first, *lines = (json.loads(line) for line in FIXTURE.read_text().splitlines())
    rows = [
        HostileRequest(
            name=line["name"],
            setup=line["setup"],
            method=line["request"]["method"],
            path=_joined(line["request"]["path"]),
            headers=[(name.encode(), _joined(value).encode("latin-1")) for name, value in line["request"]["headers"]],
            body=None if line["request"]["body"] is None else _joined(line["request"]["body"]),
            expect=line["expect"],
        )
        for line in lines
    ]
    return first, rows


_first, HOSTILE_REQUESTS = _read()
FIXED_NOW: int = _first["now"]
KEY_ANSWERS: dict[str, dict[str, Any]] = _first["keyAnswers"]
