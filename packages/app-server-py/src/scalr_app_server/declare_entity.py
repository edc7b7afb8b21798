"""`entity()`: what a file in `models/` says of its model."""

from collections.abc import Sequence
from typing import Literal

from pydantic.alias_generators import to_camel
from sqlalchemy import Table
from sqlalchemy.orm import DeclarativeBase

from .access_rules import AccessRule, EntityAccess, OwnerRule, verb_rules
from .entity import INFO_KEY, Entity, EntityRoute, NoOverlap, Transitions
from .entity_faults import entity_faults
from .entity_names import entity_names, table_name
from .errors import entity_invalid, entity_without_access
from .json_model import InputModel


def entity(
    model: type[DeclarativeBase],
    *,
    access: EntityAccess | None = None,
    input: type[InputModel] | None = None,
    search: Sequence[str] = (),
    sort: str | None = None,
    hidden: Sequence[str] = (),
    routes: Sequence[EntityRoute] | None = None,
    if_match: Literal["optional", "required"] = "optional",
    transitions: Transitions | None = None,
    no_overlap: NoOverlap | None = None,
    name: str | None = None,
) -> Entity:
    """Gives a model of SQLAlchemy its access rules, and the five routes of a collection.

    Over HTTP, for a table `notes` (both backends answer alike):

    - `GET /api/notes?limit=50&cursor=…&sort=-createdAt&q=…&<field>=…` → 200 `{items, nextCursor}`; `limit` 1 to 200;
      `nextCursor` null at the end; unknown parameters 422
    - `POST /api/notes` → 201 with `Location` and `ETag`
    - `GET /api/notes/{id}` → 200 with `ETag`
    - `PATCH /api/notes/{id}` → 200: RFC 7396 merge patch, as `application/merge-patch+json` or `application/json`;
      defaults are not applied again; null only where null is allowed
    - `DELETE /api/notes/{id}` → 204

    A row that the person may not read, change or delete is 404, like one that does not exist. `If-Match` that does not
    fit is 412, a missing one 428 where it is required. A broken rule of the database is 409 or 422 with a JSON pointer.

        class Note(Base):
            __tablename__ = "notes"

            id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
            owner_id: Mapped[str]
            title: Mapped[str]

        class NoteInput(InputModel):
            title: str = Field(min_length=1, max_length=200)

        entity(Note, access=owner(), input=NoteInput)

    Columns are named by their attributes. Raises `ScalrError` `ENTITY_WITHOUT_ACCESS`, or `ENTITY_INVALID` with
    everything that does not fit.

    :param access: who may do what; compiled to row-level security, so it holds for every query of the app
    :param input: what a person may write. What is not in it cannot be written over HTTP
    :param search: text columns that `?q=` looks into
    :param sort: order of a list without `?sort=`; default `-created_at` where there is one, otherwise `id`
    :param hidden: columns that never leave the server
    :param routes: which routes are made; default all that `access` leaves somebody to use
    :param if_match: `required`: a change without If-Match is answered 428
    :param transitions: allowed changes of a column: `{"status": {"": ["draft"], "draft": ["sent"]}}`; `""` is a new row
    :param no_overlap: no two rows with the same `key` may overlap in `[from, to)`
    :param name: name of one in the API reference, e.g. `Person`; default made of the table's name
    """
    table = model.__table__
    if not isinstance(table, Table):
        raise entity_invalid(model.__name__, "it is no table of its own")
    rules = verb_rules(access)
    called = table_name(table)
    if rules is None:
        raise entity_without_access(called, model.__name__)
    rules = {verb: tuple(_by_key(rule) for rule in of_verb) for verb, of_verb in rules.items()}
    owners = [rule.column for of_verb in rules.values() for rule in of_verb if isinstance(rule, OwnerRule)]
    made = Entity(
        model=model,
        names=entity_names(called, name),
        rules=rules,
        owner_key=owners[0] if owners else None,
        input=input,
        search=tuple(to_camel(key) for key in search),
        sort=None if sort is None else _sort_key(sort),
        hidden=frozenset(to_camel(key) for key in hidden),
        routes=None if routes is None else tuple(routes),
        if_match=if_match,
        transitions={to_camel(key): allowed for key, allowed in (transitions or {}).items()},
        no_overlap=None if no_overlap is None else _overlap_keys(no_overlap),
    )
    faults = entity_faults(made)
    if faults:
        raise entity_invalid(called, "; ".join(faults))
    table.info[INFO_KEY] = made
    return made


def _by_key(rule: AccessRule) -> AccessRule:
    return OwnerRule(to_camel(rule.column)) if isinstance(rule, OwnerRule) else rule


def _sort_key(sort: str) -> str:
    return ("-" if sort.startswith("-") else "") + to_camel(sort.removeprefix("-"))


def _overlap_keys(overlap: NoOverlap) -> NoOverlap:
    keys = [to_camel(key) for key in overlap["key"]]
    return {"key": keys, "from": to_camel(overlap["from"]), "to": to_camel(overlap["to"])}
