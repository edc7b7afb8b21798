"""The routes of an entity, like those written by hand. What they do is in the docstring of `entity`."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic_core import to_jsonable_python
from scalr_auth_client import USER_KEY
from sqlalchemy import JSON, ColumnElement, delete, insert, null, select, update

from .access_rules import AnyoneRule, GroupRule, PublicReadRule, Verb, rule_note
from .database import Database
from .entity import ENTITY_ROUTES, Entity, EntityRoute
from .entity_fields import RfcUuid, row_model
from .entity_list import list_query, list_rows
from .entity_patch import apply_patch
from .entity_tag import check_if_match, entity_tag, if_match_of, require_if_match
from .json_model import InputModel, patch_of
from .problem import FieldProblem, HttpProblem, not_found
from .routes import Access, Describes, Route

_MISSING = {404: "Not there, or not yours"}
_CONFLICT = {409: "Against a rule of the data"}
_REFERRED = {409: "Something else refers to it"}
_TAGS: Mapping[str, Mapping[int, str]] = {
    "optional": {412: "Changed since it was read"},
    "required": {412: "Changed since it was read", 428: "If-Match is missing"},
}
_MERGE_PATCH = ("application/merge-patch+json", "application/json")


def entity_routes(entity: Entity) -> list[Route]:
    """Those that are asked for and that somebody may use."""
    routes = _EntityRoutes(entity)
    makers: Mapping[EntityRoute, Callable[[], Route]] = {
        "list": routes.list_route,
        "create": routes.create_route,
        "read": routes.read_route,
        "update": routes.update_route,
        "delete": routes.delete_route,
    }
    return [makers[route]() for route in ENTITY_ROUTES if entity.has_route(route)]


class _EntityRoutes:
    def __init__(self, entity: Entity) -> None:
        names = entity.names
        self._entity = entity
        self._words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", names.one).lower()
        self._path = names.path + "/{id}"
        self._visible = tuple(entity.visible.values())
        self._row = row_model(names.one, entity.visible)
        # Hidden columns can be written, so a change of them begins from what is there, too.
        known = {key: column for key, column in entity.columns.items() if key in {*entity.visible, *entity.input_keys}}
        self._known = known
        self._whole = row_model(f"{names.one}Row", known)
        self._page = create_model(
            f"{names.one}Page",
            __config__=ConfigDict(serialize_by_alias=True),
            items=(list[self._row], ...),  # type: ignore[name-defined]
            next_cursor=(str | None, Field(alias="nextCursor")),
        )
        self._input = create_model(f"{names.one}Input", __base__=entity.input or InputModel)
        self._patch = patch_of(entity.input or InputModel, f"{names.one}Patch")

    def list_route(self) -> Route:
        entity, row, page, query_model = self._entity, self._row, self._page, list_query(self._entity)

        async def list_page(request: Request, query: BaseModel, database: Database) -> Response:
            _refuse_repeated(request)
            rows, cursor = await list_rows(entity, query, database)
            items = [row.model_validate(dict(zip(entity.visible, one, strict=False))) for one in rows]
            return _json(page.model_validate({"items": items, "nextCursor": cursor}))

        list_page.__annotations__["query"] = Annotated[query_model, Query()]
        summary = f"A page of {entity.names.path.removeprefix('/api/')}"
        return self._route("GET", "read", list_page, summary, f"list{entity.names.many}", page)

    def create_route(self) -> Route:
        entity, table = self._entity, self._entity.table

        async def create_one(request: Request, body: InputModel, database: Database) -> Response:
            values = _given(entity, body)
            if entity.owner_key is not None:
                user = request.scope.get(USER_KEY)
                values[entity.owner_key] = "" if user is None else user.id
            row = (
                await database.execute(insert(table).values(_stored(entity, values)).returning(*self._visible))
            ).one()
            answer = self._answer(row, 201)
            answer.headers["location"] = f"{entity.names.path}/{row[list(entity.visible).index('id')]}"
            return answer

        create_one.__annotations__["body"] = self._input
        summary, name = f"A new {self._words}", f"create{entity.names.one}"
        return self._route("POST", "create", create_one, summary, name, self._row, 201, Describes(statuses=_CONFLICT))

    def read_route(self) -> Route:
        async def read_one(id: RfcUuid, database: Database) -> Response:
            return self._answer((await database.execute(select(*self._visible).where(self._by(id)))).one_or_none())

        summary, name = f"One {self._words}", f"get{self._entity.names.one}"
        return self._route("GET", "read", read_one, summary, name, self._row, 200, Describes(statuses=_MISSING))

    def update_route(self) -> Route:
        entity = self._entity

        async def update_one(id: RfcUuid, request: Request, database: Database) -> Response:
            tag = if_match_of(request)
            require_if_match(tag, entity.if_match)
            # Locked, so that two changes at once come one after the other and the second sees the first.
            query = select(*self._known.values()).where(self._by(id)).with_for_update()
            found = (await database.execute(query)).one_or_none()
            if found is None:
                raise self._not_found()
            whole = dict(zip(self._known, found, strict=True))
            before = self._answer(tuple(whole[key] for key in entity.visible))
            check_if_match(tag, before.headers["etag"])
            current = self._whole.model_validate(whole).model_dump(mode="json", by_alias=True)
            values = apply_patch(entity, self._patch, current, _parsed(await request.body()))
            if not values:
                return before
            change = update(entity.table).where(self._by(id)).values(_stored(entity, values)).returning(*self._visible)
            return self._answer((await database.execute(change)).one_or_none())

        describes = Describes(self._patch, _MERGE_PATCH, {**_MISSING, **_CONFLICT, **_TAGS[entity.if_match]})
        summary, name = f"Changes some of one {self._words}", f"update{entity.names.one}"
        return self._route("PATCH", "update", update_one, summary, name, self._row, 200, describes)

    def delete_route(self) -> Route:
        entity = self._entity

        async def delete_one(id: RfcUuid, request: Request, database: Database) -> None:
            tag = if_match_of(request)
            require_if_match(tag, entity.if_match)
            query = delete(entity.table).where(self._by(id)).returning(*self._visible)
            gone = self._answer((await database.execute(query)).one_or_none())
            # What does not fit brings the row back: the transaction ends with the error.
            check_if_match(tag, gone.headers["etag"])

        describes = Describes(statuses={**_MISSING, **_REFERRED, **_TAGS[entity.if_match]})
        summary, name = f"Deletes one {self._words}", f"delete{entity.names.one}"
        return self._route("DELETE", "delete", delete_one, summary, name, None, 204, describes)

    def _route(
        self,
        method: str,
        verb: Verb,
        endpoint: Callable[..., Awaitable[Any]],
        summary: str,
        operation_id: str,
        model: type[BaseModel] | None,
        status: int = 200,
        describes: Describes | None = None,
    ) -> Route:
        path = self._path if "id" in endpoint.__annotations__ else self._entity.names.path
        access = _access_of(self._entity, verb)
        options = {"response_model": model}
        noted = replace(describes or Describes(), rules=[rule_note(rule) for rule in self._entity.rules[verb]])
        return Route(method, path, endpoint, access, summary, operation_id, status, options, noted)

    def _by(self, id: object) -> ColumnElement[bool]:
        return self._entity.columns["id"] == id

    def _answer(self, row: Sequence[Any] | None, status: int = 200) -> Response:
        """The row, its tag in the header; 404 when row-level security showed none."""
        if row is None:
            raise self._not_found()
        answer = _json(self._row.model_validate(dict(zip(self._entity.visible, row, strict=True))), status)
        answer.headers["etag"] = entity_tag(bytes(answer.body))
        return answer

    def _not_found(self) -> HttpProblem:
        return not_found(f"There is no such {self._words}, or it is not yours.")


def _access_of(entity: Entity, verb: Verb) -> Access:
    """What the door asks before the database does.

    Only a rule that holds for every row can be asked there: one group. The rest is signed in, or nobody is asked.
    """
    rules = entity.rules[verb]
    if any(isinstance(rule, PublicReadRule | AnyoneRule) for rule in rules):
        return "public"
    if len(rules) == 1 and isinstance(rules[0], GroupRule):
        return {"groups": [rules[0].group]}
    return "signed-in"


def _given(entity: Entity, body: InputModel) -> dict[str, Any]:
    """What was sent, and defaults; a field that was left out and has none takes the default of its column."""
    values = {key: getattr(body, name) for key, name in entity.input_keys.items()}
    sent = {key for key, name in entity.input_keys.items() if name in body.model_fields_set}
    return {key: value for key, value in values.items() if key in sent or value is not None}


def _stored(entity: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
    """By the names of the table. What JSON columns hold is kept as JSON, and null in them as no value at all."""
    stored: dict[str, Any] = {}
    for key, value in values.items():
        column = entity.columns[key]
        is_json = isinstance(column.type, JSON)
        stored[column.key] = (
            (null() if value is None else to_jsonable_python(value, by_alias=True)) if is_json else value
        )
    return stored


def _parsed(body: bytes) -> Any:
    # It has been looked at before: what is there is JSON.
    return json.loads(body) if body else None


def _refuse_repeated(request: Request) -> None:
    names = [name for name, _ in request.query_params.multi_items()]
    detail = "It is there more than once."
    errors: list[FieldProblem] = [
        {"in": "query", "pointer": f"#/{name}", "detail": detail}
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if errors:
        text = "The query of the request is not as it should be."
        raise HttpProblem(422, "VALIDATION_FAILED", text, errors=errors)


def _json(model: BaseModel, status: int = 200) -> Response:
    return Response(model.model_dump_json(by_alias=True), status, media_type="application/json")
