"""Routes as an app declares them: FastAPI's, with an access rule each."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NotRequired, TypedDict, TypeVar, final

from pydantic import BaseModel

_F = TypeVar("_F", bound=Callable[..., Any])


@final
class GroupAccess(TypedDict):
    """Whoever is in all of these groups: `access={"groups": ["managers"]}`."""

    groups: list[str]


@final
class AppAccess(TypedDict):
    """Other apps that call for themselves, by slug, and the people beside them; default nobody.

    `access={"apps": ["desk"], "people": "signed-in"}`
    """

    apps: list[str]
    people: NotRequired[Literal["signed-in"] | GroupAccess]


Access = Literal["public", "signed-in"] | GroupAccess | AppAccess
"""Who may use a route. Nothing is open by default: `signed-in` is for people alone, be it through another app."""


@dataclass(frozen=True, slots=True)
class Describes:
    """For the API reference: what FastAPI cannot see of a route."""

    body: type[BaseModel] | None = None
    """Of a body that the handler reads itself."""
    consumes: Sequence[str] = ("application/json",)
    statuses: Mapping[int, str] = field(default_factory=dict)
    """More answers than every route has."""
    rules: Sequence[str] = ()
    """Any of these lets somebody do it to a row: `owner`, `shared`, `group:<name>`, `public-read`, `anyone`."""


@dataclass(frozen=True, slots=True)
class Route:
    """A declared route."""

    method: str
    path: str
    """`/api/notes/{id}`"""
    endpoint: Callable[..., Any]
    access: Access | None
    summary: str
    operation_id: str
    status_code: int
    options: Mapping[str, Any]
    describes: Describes = Describes()


class Routes:
    """Declares the routes of one file in `routes/`. Found by its place, registered nowhere.

        routes = Routes()

        @routes.get("/api/ping", access="signed-in", summary="Answers")
        async def ping(user: CurrentUser) -> Pong: ...

    The rest is FastAPI: parameters, body and answer by their types, further options by their names. An answer of
    `None` is 204. Without `access` a route does not mount.
    """

    def __init__(self) -> None:
        self.declared: list[Route] = []

    def get(self, path: str, *, access: Access | None = None, summary: str = "", **options: Any) -> Callable[[_F], _F]:
        return self._declare("GET", path, access, summary, options)

    def post(self, path: str, *, access: Access | None = None, summary: str = "", **options: Any) -> Callable[[_F], _F]:
        return self._declare("POST", path, access, summary, options)

    def put(self, path: str, *, access: Access | None = None, summary: str = "", **options: Any) -> Callable[[_F], _F]:
        return self._declare("PUT", path, access, summary, options)

    def patch(
        self, path: str, *, access: Access | None = None, summary: str = "", **options: Any
    ) -> Callable[[_F], _F]:
        return self._declare("PATCH", path, access, summary, options)

    def delete(
        self, path: str, *, access: Access | None = None, summary: str = "", **options: Any
    ) -> Callable[[_F], _F]:
        return self._declare("DELETE", path, access, summary, options)

    def _declare(
        self, method: str, path: str, access: Access | None, summary: str, options: dict[str, Any]
    ) -> Callable[[_F], _F]:
        def declare(endpoint: _F) -> _F:
            own = dict(options)
            name = own.pop("operation_id", None) or operation_id(method, path)
            # Without a declared answer there is none.
            empty = inspect.signature(endpoint).return_annotation in (None, "None") and "response_model" not in own
            status = own.pop("status_code", None) or (204 if empty else 200)
            self.declared.append(Route(method, path, endpoint, access, summary, name, status, own))
            return endpoint

        return declare


@dataclass(frozen=True, slots=True)
class Requirement:
    """What `user_of` asks of whoever comes."""

    groups: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    people: bool = True


def requirement_of(access: Access) -> Requirement:
    if isinstance(access, str):
        return Requirement()
    if "apps" in access:
        people = access.get("people")
        groups = tuple(people["groups"]) if isinstance(people, dict) else ()
        return Requirement(groups, tuple(access["apps"]), people is not None)
    return Requirement(tuple(access["groups"]))


def is_access(value: object) -> bool:
    """Tells a declared access rule from a forgotten or mistyped one."""
    if value in ("public", "signed-in"):
        return True
    if not isinstance(value, dict):
        return False
    if "apps" not in value:
        return set(value) == {"groups"} and _is_names(value["groups"])
    people = value.get("people", "signed-in")
    known = set(value) <= {"apps", "people"} and _is_names(value["apps"])
    return known and people != "public" and is_access(people) and not (isinstance(people, dict) and "apps" in people)


def _is_names(value: object) -> bool:
    return isinstance(value, list) and value != [] and all(isinstance(name, str) and name for name in value)


def operation_id(method: str, path: str) -> str:
    """`GET /api/notes/{id}` is `getNotesById`."""
    words: list[str] = []
    for part in path.split("/"):
        if part in ("", "api"):
            continue
        if part.startswith("{"):
            words += ["by", part.strip("{}").split(":")[0]]
        else:
            words += "".join(letter if letter.isalnum() and letter.isascii() else " " for letter in part).split()
    return method.lower() + "".join(word[:1].upper() + word[1:] for word in words)
