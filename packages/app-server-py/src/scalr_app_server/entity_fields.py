"""How one type of column is said in JSON and in `?field=`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum as PythonEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Enum, Float, Integer, Numeric, String, Time, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from .json_model import IsoDateTime
from .json_values import iso_date, rfc_uuid

_MAX_INTEGER = 2**53 - 1
"""The largest that every JSON reader holds exactly (RFC 8259 §6)."""


def whole_number(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,16}", value):
        raise ValueError("it is no whole number")
    return value


def _time_text(value: object) -> object:
    """As Postgres writes it."""
    if not isinstance(value, time):
        return value
    text = value.isoformat()
    return re.sub(r"(\.\d*?)0+(?=$|[+-])", r"\1", text) if "." in text else text


RfcUuid = Annotated[UUID, BeforeValidator(rfc_uuid)]
"""A UUID as RFC 9562 writes it, and no other way."""
WholeNumber = Annotated[int, Field(ge=-_MAX_INTEGER, le=_MAX_INTEGER), BeforeValidator(whole_number)]
_IsoDate = Annotated[date, BeforeValidator(iso_date)]
_DecimalText = Annotated[
    str, BeforeValidator(lambda value: format(value, "f") if isinstance(value, Decimal) else value)
]
_TimeText = Annotated[str, BeforeValidator(_time_text)]
_Switch = Annotated[Literal["true", "false"], "a word"]


@dataclass(frozen=True, slots=True)
class FieldKind:
    """One type of column."""

    json: Callable[[Any], Any]
    """Type of Pydantic in an answer."""
    filter: Callable[[Any], Any] | None = None
    """Type of Pydantic in `?field=`; None: no filter."""
    is_sortable: bool = True


def _enum(type_: Enum) -> Any:
    words: Any = Literal[tuple(type_.enums)]
    if type_.enum_class is None:
        return words
    # SQLAlchemy stores the names of members, or what `values_callable` makes of them.
    members: Mapping[Any, str] = dict(zip(type_.enum_class.__members__.values(), type_.enums, strict=False))
    return Annotated[words, BeforeValidator(lambda value: members[value] if isinstance(value, PythonEnum) else value)]


def _number(type_: Numeric[Any]) -> Any:
    return _DecimalText if type_.asdecimal else float


def _constant(type_: Any) -> Callable[[Any], Any]:
    return lambda _type: type_


# The first that fits. What is not in here cannot be told without losing something.
_KINDS: tuple[tuple[type[TypeEngine[Any]], FieldKind], ...] = (
    (Uuid, FieldKind(_constant(UUID), _constant(RfcUuid))),
    (Enum, FieldKind(_enum, lambda type_: Literal[tuple(type_.enums)])),
    (String, FieldKind(_constant(str), _constant(str))),
    (Boolean, FieldKind(_constant(bool), _constant(_Switch))),
    (Integer, FieldKind(_constant(int), _constant(WholeNumber))),
    (Float, FieldKind(_constant(float))),
    (Numeric, FieldKind(_number)),
    (DateTime, FieldKind(_constant(IsoDateTime))),
    (Date, FieldKind(_constant(date), _constant(_IsoDate))),
    (Time, FieldKind(_constant(_TimeText))),
    (JSON, FieldKind(_constant(Any), is_sortable=False)),
)


def kind_of(type_: TypeEngine[Any]) -> FieldKind | None:
    if isinstance(type_, ARRAY):
        inner = kind_of(type_.item_type)
        if inner is None:
            return None
        item: Any = inner.json(type_.item_type)
        for _ in range(type_.dimensions or 1):
            item = list[item]
        return FieldKind(_constant(item), is_sortable=False)
    return next((kind for known, kind in _KINDS if isinstance(type_, known)), None)


def field_fault(key: str, column: Column[Any]) -> str | None:
    """Why a column cannot be in an answer; None: it can."""
    if isinstance(column.type, DateTime) and not column.type.timezone:
        return f"{key} is a time without a zone: write mapped_column(TIMESTAMP(timezone=True))"
    if kind_of(column.type) is not None:
        return None
    return f"{key} has a type that JSON cannot tell ({column.type!r}): put it into hidden"


def row_model(name: str, columns: Mapping[str, Column[Any]]) -> type[BaseModel]:
    """One row as it is answered, by the names of JSON."""
    fields: dict[str, Any] = {}
    for index, (key, column) in enumerate(columns.items()):
        kind = kind_of(column.type)
        said = Any if kind is None else kind.json(column.type)
        # Names of our own: a column may be called `copy` or `json`, which Pydantic needs for itself.
        fields[f"field_{index}"] = (said | None if column.nullable else said, Field(alias=key))
    return create_model(name, __config__=ConfigDict(serialize_by_alias=True), **fields)


def filter_types(columns: Mapping[str, Column[Any]]) -> Mapping[str, Any]:
    """`?field=` for whatever can be compared."""
    kinds = {key: (kind_of(column.type), column) for key, column in columns.items()}
    return {key: kind.filter(column.type) for key, (kind, column) in kinds.items() if kind and kind.filter}


def sortable_keys(columns: Mapping[str, Column[Any]]) -> list[str]:
    kinds = {key: kind_of(column.type) for key, column in columns.items()}
    return [key for key, kind in kinds.items() if kind is not None and kind.is_sortable]
