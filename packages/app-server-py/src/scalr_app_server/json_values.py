"""JSON tells numbers, texts and switches apart; Pydantic, by itself, takes one for the other."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import CoreSchema, core_schema

_RFC_UUID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}-0{4}-0{4}-0{4}-0{12}|f{8}-f{4}-f{4}-f{4}-f{12}",
    re.IGNORECASE,
)
_DATE = r"\d{4}-\d{2}-\d{2}"
_MOMENT = re.compile(rf"{_DATE}T\d{{2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?(?:Z|[+-]\d{{2}}:\d{{2}})", re.ASCII)


def rfc_uuid(value: object) -> object:
    """A UUID as RFC 9562 writes it, and no other way."""
    return _text(value, _RFC_UUID, "It is no UUID.")


def iso_date(value: object) -> object:
    return _text(value, re.compile(_DATE, re.ASCII), "It is no date like 2026-12-24.")


def _moment(value: object) -> object:
    return _text(value, _MOMENT, "It is no moment like 2026-12-24T18:00:00Z.")


def _time(value: object) -> object:
    return _text(value, re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?", re.ASCII), "It is no time like 18:00.")


def _number(value: object) -> object:
    if isinstance(value, str | bytes | bool):
        raise ValueError("It is no whole number.")
    return value


def _text(value: object, pattern: re.Pattern[str], complaint: str) -> object:
    if isinstance(value, str) and pattern.fullmatch(value):
        return value
    if isinstance(value, str | bytes | int | float):
        raise ValueError(complaint)
    return value


_CHECKS: Mapping[str, Callable[[object], object]] = {
    "int": _number,
    "date": iso_date,
    "datetime": _moment,
    "time": _time,
    "uuid": rfc_uuid,
}
_INSIDE = ("schema", "items_schema", "values_schema", "choices", "fields")


def told_apart(schema: CoreSchema) -> CoreSchema:
    """The schema of a model whose fields take what JSON writes for their types, and nothing that resembles it."""
    return _inside(dict(schema))


def _inside(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, **{key: _walk(schema[key], key) for key in _INSIDE if key in schema}}


def _walk(value: Any, key: str) -> Any:
    if isinstance(value, list):
        return [_walk(one, "schema") for one in value]
    if isinstance(value, tuple):
        return (_walk(value[0], "schema"), *value[1:])
    if not isinstance(value, dict):
        return value
    if key in ("fields", "choices"):
        return {name: _walk(one, "schema") for name, one in value.items()}
    kind = value.get("type")
    if kind == "model":
        # One of its own, which has been here or wishes not to be.
        return value
    if kind in ("bool", "str", "float"):
        return {**value, "strict": True}
    check = _CHECKS.get(str(kind))
    if check is not None:
        return core_schema.no_info_before_validator_function(check, value)
    return _inside(value)
