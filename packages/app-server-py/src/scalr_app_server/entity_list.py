"""One page of an entity's rows."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, create_model
from sqlalchemy import Boolean, Column, ColumnElement, Enum, Text, and_, or_, select, type_coerce
from sqlalchemy import cast as sql_cast
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from .entity import Entity
from .entity_fields import RfcUuid, filter_types, sortable_keys, whole_number
from .problem import HttpProblem

_RESERVED = ("limit", "cursor", "sort", "q")
_Cursor = tuple[str, str | None, str]

# Where a page ended: the order it is for, the last value in it (as Postgres writes it) and the last id.
_cursor_content: TypeAdapter[tuple[str, str | None, Any]] = TypeAdapter(tuple[str, str | None, RfcUuid])


def list_query(entity: Entity) -> type[BaseModel]:
    """Query parameters of a list. Everything else is refused, so that a misspelt filter never shows everything."""
    sortable = sortable_keys(entity.visible)
    orders: Any = Literal[tuple(order for key in sortable for order in (key, f"-{key}"))]
    default = entity.sort or ("-createdAt" if "createdAt" in sortable else "id")
    fields: dict[str, Any] = {
        "limit": (Annotated[int, Field(ge=1, le=200), BeforeValidator(whole_number)], Field(default=50)),
        "cursor": (str, Field(default_factory=lambda: None, max_length=2_000)),
        "sort": (orders, Field(default=default)),
    }
    if entity.search:
        fields["q"] = (str, Field(default_factory=lambda: None, max_length=200))
    filters = {key: type_ for key, type_ in filter_types(entity.visible).items() if key not in _RESERVED}
    for index, (key, type_) in enumerate(filters.items()):
        fields[f"filter_{index}"] = (type_, Field(default_factory=lambda: None, alias=key))
    return create_model(f"{entity.names.one}Query", __config__=ConfigDict(extra="forbid"), **fields)


async def list_rows(entity: Entity, query: BaseModel, database: AsyncSession) -> tuple[list[Sequence[Any]], str | None]:
    """By keyset (the last value and id, not an offset), so that it stays right while rows come and go.

    Nothing in it asks who the person is: row-level security does. Raises `HttpProblem` 422.

    :returns: rows of the visible columns, each with one more at its end; cursor of the next page, None at the end
    """
    wish = query.model_dump(by_alias=True, exclude_none=True)
    limit, sort, cursor, q = wish.pop("limit"), wish.pop("sort"), wish.pop("cursor", None), wish.pop("q", None)
    columns = entity.columns
    by, id_column, is_down = columns[sort.removeprefix("-")], columns["id"], sort.startswith("-")
    conditions = [_equals(columns[key], value) for key, value in wish.items()]
    if q:
        conditions.append(_search(entity, q))
    if cursor is not None:
        conditions.append(_after(_read_cursor(cursor, sort), by, id_column, is_down))
    order: ColumnElement[Any] = by.desc() if is_down else by.asc()
    page = (
        select(*entity.visible.values(), sql_cast(by, Text).label("scalr_position"))
        .where(and_(True, *conditions))
        # Without "nulls last" where there are none, so that an ordinary index serves the order.
        .order_by(order.nulls_last() if by.nullable else order, id_column.desc() if is_down else id_column.asc())
        .limit(limit + 1)
    )
    try:
        rows: list[Any] = list((await database.execute(page)).all())
    except DBAPIError as error:
        # A cursor of the right shape whose value Postgres cannot read (class 22: data exception).
        if cursor is not None and str(getattr(error.orig, "sqlstate", None) or "").startswith("22"):
            raise _bad_cursor() from error
        raise
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], _write_cursor((sort, last[-1], str(last[list(entity.visible).index("id")])))


def _equals(column: Column[Any], value: Any) -> ColumnElement[bool]:
    if isinstance(column.type, Boolean):
        return column.is_(value == "true")
    condition: ColumnElement[bool] = _comparable(column) == value
    return condition


def _comparable(column: Column[Any]) -> ColumnElement[Any]:
    """Words of an enum are compared as the texts that they are; to a type of Postgres' own they are cast by it."""
    if isinstance(column.type, Enum):
        return sql_cast(column, Text) if column.type.native_enum else type_coerce(column, Text)
    return column


def _search(entity: Entity, q: str) -> ColumnElement[bool]:
    escaped = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return or_(*(_comparable(entity.columns[key]).ilike(f"%{escaped}%") for key in entity.search))


def _after(cursor: _Cursor, by: Column[Any], id_column: Column[Any], is_down: bool) -> ColumnElement[bool]:
    _, value, last_id = cursor
    beyond_id = id_column < last_id if is_down else id_column > last_id
    if value is None:
        return and_(by.is_(None), beyond_id)
    # Read by Postgres, as it was written by it: a datetime of Python would lose what Python does not know.
    held = by if isinstance(by.type, Enum) and by.type.native_enum else _comparable(by)
    mark = sql_cast(type_coerce(value, Text), held.type)
    beyond = held < mark if is_down else held > mark
    return or_(beyond, and_(held == mark, beyond_id), *([by.is_(None)] if by.nullable else []))


def _write_cursor(content: _Cursor) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def _read_cursor(text: str, sort: str) -> _Cursor:
    """A made-up cursor only says where to begin: it opens nothing that the person may not read."""
    try:
        content = _cursor_content.validate_python(json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4))))
    except ValueError:
        raise _bad_cursor() from None
    if content[0] != sort:
        raise _bad_cursor()
    return content


def _bad_cursor() -> HttpProblem:
    detail = "It is no nextCursor of this list in this order."
    return HttpProblem(
        422,
        "VALIDATION_FAILED",
        "The query of the request is not as it should be.",
        errors=[{"in": "query", "pointer": "#/cursor", "detail": detail}],
    )
