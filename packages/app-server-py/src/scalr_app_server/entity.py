"""A model with its rules: plain data, checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypedDict

from pydantic.alias_generators import to_camel
from sqlalchemy import Column, Table
from sqlalchemy.orm import DeclarativeBase

from .access_rules import Verb, VerbRules
from .entity_names import EntityNames
from .json_model import InputModel

EntityRoute = Literal["list", "create", "read", "update", "delete"]
"""The five routes of a collection, as `routes=` of `entity` names them."""

ENTITY_ROUTES: tuple[EntityRoute, ...] = ("list", "create", "read", "update", "delete")
Transitions = Mapping[str, Mapping[str, Sequence[str]]]

NoOverlap = TypedDict("NoOverlap", {"key": Sequence[str], "from": str, "to": str})
"""No two rows with the same `key` may overlap in `[from, to)`."""

INFO_KEY = "scalr.entity"
"""Where a table remembers its entity, in `Table.info`."""


@dataclass(frozen=True)
class Entity:
    """What `entity()` makes. Columns are named as in JSON."""

    model: type[DeclarativeBase]
    names: EntityNames
    rules: VerbRules
    owner_key: str | None
    """Key of the column with the owner's id; None: rows have no owner."""
    input: type[InputModel] | None
    search: tuple[str, ...]
    sort: str | None
    hidden: frozenset[str]
    routes: tuple[str, ...] | None
    if_match: Literal["optional", "required"]
    transitions: Transitions
    no_overlap: NoOverlap | None

    @property
    def table(self) -> Table:
        table = self.model.__table__
        assert isinstance(table, Table)  # noqa: S101 - a model over a join is refused before
        return table

    @cached_property
    def columns(self) -> Mapping[str, Column[Any]]:
        """Columns by their name in JSON."""
        # Not by inspect(): that looks for models that are still to be loaded.
        found = self.model.__mapper__.columns.items()
        return {to_camel(key): column for key, column in found if isinstance(column, Column)}

    @cached_property
    def visible(self) -> Mapping[str, Column[Any]]:
        """Without what is hidden."""
        return {key: column for key, column in self.columns.items() if key not in self.hidden}

    @cached_property
    def input_keys(self) -> Mapping[str, str]:
        """Names in JSON of what may be written, with the names of Python."""
        fields = {} if self.input is None else self.input.model_fields
        return {field.alias or to_camel(name): name for name, field in fields.items()}

    def has_route(self, route: EntityRoute) -> bool:
        """Whether it is asked for and somebody may use it."""
        verb: Verb = "read" if route == "list" else route
        return len(self.rules[verb]) > 0 and (self.routes is None or route in self.routes)


def entity_of(table: Table) -> Entity | None:
    found = table.info.get(INFO_KEY)
    return found if isinstance(found, Entity) else None
