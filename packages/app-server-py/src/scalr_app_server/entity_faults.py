"""Everything that does not fit between a model and the options it was given."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, String, Uuid
from sqlalchemy.types import NullType

from .access_rules import AccessRule, OwnerRule, is_covered
from .entity import ENTITY_ROUTES, Entity
from .entity_fields import field_fault, sortable_keys


def entity_faults(entity: Entity) -> list[str]:
    """Each with what to write instead.

    A reference takes its type from the column it refers to. While the model of that is not loaded, nothing is said of
    it; once all are, `reference_faults` says what is left.
    """
    has_any_route = any(entity.has_route(route) for route in ENTITY_ROUTES)
    return [
        *_unknown_names(entity),
        *_owner_faults(entity),
        *(_route_faults(entity) if has_any_route else ()),
        *(_input_faults(entity) if has_any_route else ()),
    ]


def reference_faults(entity: Entity) -> list[str]:
    """References to what is not there, when every model is loaded."""
    unresolved = [(key, column) for key, column in entity.columns.items() if _is_unresolved(column)]
    return [
        f"{key} refers to {reference.target_fullname}, which is no column of a model"
        for key, column in unresolved
        for reference in column.foreign_keys
    ]


def _is_unresolved(column: Column[Any]) -> bool:
    return isinstance(column.type, NullType) and len(column.foreign_keys) > 0


def _unknown_names(entity: Entity) -> Iterator[str]:
    overlap = entity.no_overlap
    named: Mapping[str, list[str]] = {
        "input": list(entity.input_keys),
        "search": list(entity.search),
        "hidden": sorted(entity.hidden),
        "sort": [] if entity.sort is None else [entity.sort.removeprefix("-")],
        "transitions": list(entity.transitions),
        "no_overlap": [] if overlap is None else [*overlap["key"], overlap["from"], overlap["to"]],
    }
    for option, keys in named.items():
        yield from (f"{option} names {key}, which is no column" for key in keys if key not in entity.columns)
    for route in entity.routes or ():
        if route not in ENTITY_ROUTES:
            yield f"routes names {route}, which is none of {', '.join(ENTITY_ROUTES)}"
    if entity.if_match not in ("optional", "required"):
        yield 'if_match is "optional" or "required"'


def _owner_faults(entity: Entity) -> Iterator[str]:
    key = entity.owner_key
    if key is None:
        return
    named = {rule.column for rules in entity.rules.values() for rule in rules if isinstance(rule, OwnerRule)}
    if len(named) > 1:
        yield f"access names several owner columns: {', '.join(sorted(named))}"
    column = entity.columns.get(key)
    if column is None or column.nullable or not isinstance(column.type, String):
        yield f"owner() needs the column {key}: Mapped[str]"
    if key in entity.input_keys:
        yield f"input must not hold {key}: the server writes it"


def _route_faults(entity: Entity) -> Iterator[str]:
    for key, column in entity.visible.items():
        fault = None if _is_unresolved(column) else field_fault(key, column)
        if fault is not None:
            yield fault
    id_column = entity.visible.get("id")
    if id_column is None or not isinstance(id_column.type, Uuid) or not id_column.primary_key:
        yield (
            "routes need the column id: Mapped[UUID] = "
            'mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))'
        )
    sort = None if entity.sort is None else entity.sort.removeprefix("-")
    by = None if sort is None else entity.columns.get(sort)
    if by is not None and not _is_unresolved(by) and sort not in sortable_keys(entity.visible):
        yield f"a list cannot be sorted by {sort}"
    for key in entity.search:
        if key in entity.columns and not isinstance(entity.columns[key].type, String):
            yield f"search names {key}, which is no text"


def _readers_for(rule: AccessRule) -> str:
    """Never what would show everybody's rows to everybody only because everybody may write one."""
    name = type(rule).__name__.removesuffix("Rule").lower()
    if name in ("owner", "group"):
        return f"add {name} to read"
    own = "say create: owner() and add owner() to read, so that people see their own"
    return f"{own}; {name} in read shows all rows to all"


def _input_faults(entity: Entity) -> Iterator[str]:
    if "id" in entity.input_keys:
        yield "input must not hold id: the database makes it"
    if entity.input is None:
        if entity.has_route("create") or entity.has_route("update"):
            yield "input is missing: an InputModel of what a person may write"
        return
    if not entity.has_route("create"):
        return
    unreadable = [rule for rule in entity.rules["create"] if not is_covered(rule, entity.rules["read"])]
    if unreadable:
        yield f"whoever creates could not see what they made: {_readers_for(unreadable[0])}"
    for key, column in entity.columns.items():
        is_written = key in entity.input_keys or key in (entity.owner_key, "id")
        if not is_written and not column.nullable and not _has_default(column):
            yield f"{key} is needed for a new row: put it into input or give the column a default"


def _has_default(column: Column[Any]) -> bool:
    makes_itself = column.server_default is not None or column.identity is not None or column.computed is not None
    return makes_itself or column.default is not None or column.table.autoincrement_column is column
