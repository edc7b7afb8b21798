"""What `entity()` refuses, and what it makes of what it takes."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import Field
from scalr_auth_client import ScalrError
from sqlalchemy import LargeBinary, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from scalr_app_server import InputModel, entity, group, owner, public_read, shared
from scalr_app_server.entity_names import entity_names
from scalr_app_server.entity_routes import entity_routes
from scalr_app_server.find_models import find_models


class Own(DeclarativeBase):
    """Not the base of apps: these models are nobody's."""


class Thing(Own):
    __tablename__ = "things"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    owner_id: Mapped[str]
    a: Mapped[str]
    made_at: Mapped[datetime | None]
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)


class Bare(Own):
    __tablename__ = "bares"

    key: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[str]


class Given(InputModel):
    a: str


class WithOwner(Given):
    owner_id: str


class WithId(Given):
    id: str


class WithMore(Given):
    b_c: str


HIDDEN = ["made_at", "raw"]


def said(model: type[DeclarativeBase] = Thing, **options: Any) -> str:
    try:
        entity(model, **options)
    except ScalrError as error:
        return f"{error.problems[0].code} {error.problems[0].message}"
    return "nothing"


@pytest.mark.parametrize(
    "access",
    [
        None,
        "everybody",
        [owner(), "everybody"],
        {"write": owner()},
        {"read": shared(), "wirte": owner()},
        {"read": shared(), "write": public_read()},
        {"read": []},
        group(""),
    ],
)
def test_without_a_rule_of_the_closed_set_there_is_no_entity(access: object) -> None:
    assert said(access=access, input=Given, hidden=HIDDEN).startswith("ENTITY_WITHOUT_ACCESS")


@pytest.mark.parametrize(
    ("fault", "model", "options"),
    [
        ("owner() needs the column ownerId: Mapped[str]", Bare, {"access": owner()}),
        ("owner() needs the column aB", Thing, {"access": owner("a_b")}),
        ("access names several owner columns: a, ownerId", Thing, {"access": [owner(), owner("a")]}),
        ("input must not hold ownerId", Thing, {"access": owner(), "input": WithOwner}),
        ("input must not hold id", Thing, {"access": owner(), "input": WithId}),
        ("input names bC, which is no column", Thing, {"access": owner(), "input": WithMore}),
        ("input is missing", Thing, {"access": owner()}),
        ("a is needed for a new row", Thing, {"access": owner(), "input": InputModel}),
        ("add owner to read", Thing, {"access": {"read": group("x"), "create": owner()}, "input": Given}),
        ("search names id, which is no text", Thing, {"access": owner(), "input": Given, "search": ["id"]}),
        ("a list cannot be sorted by raw", Thing, {"access": owner(), "input": Given, "sort": "-raw"}),
        ("madeAt is a time without a zone", Thing, {"access": owner(), "input": Given, "hidden": ["raw"]}),
        ("raw has a type that JSON cannot tell", Thing, {"access": owner(), "input": Given, "hidden": ["made_at"]}),
        ("routes need the column id", Bare, {"access": shared(), "input": Given}),
        ("transitions names state", Thing, {"access": owner(), "input": Given, "transitions": {"state": {}}}),
        ("routes names put", Thing, {"access": owner(), "input": Given, "routes": ["put"]}),
    ],
)
def test_everything_that_does_not_fit_is_told(
    fault: str, model: type[DeclarativeBase], options: dict[str, Any]
) -> None:
    told = said(model, **options)
    assert told.startswith("ENTITY_INVALID")
    assert fault in told


def test_nothing_is_told_where_all_fits() -> None:
    assert said(access=[owner(), group("managers")], input=Given, hidden=HIDDEN, sort="-ownerId") == "nothing"
    assert said(access=public_read(), hidden=HIDDEN) == "nothing"
    assert said(Bare, access=shared(), routes=[]) == "nothing"


def test_routes_are_those_that_somebody_may_use() -> None:
    options: dict[str, Any] = {"input": Given, "hidden": HIDDEN}
    made = entity(Thing, access={"read": shared(), "create": owner()}, **options)
    assert [f"{route.method} {route.path} {route.operation_id}" for route in entity_routes(made)] == [
        "GET /api/things listThings",
        "POST /api/things createThing",
        "GET /api/things/{id} getThing",
    ]
    managed = entity_routes(entity(Thing, access=group("managers"), routes=["list"], **options))
    assert [route.access for route in managed] == [{"groups": ["managers"]}]
    told = entity_routes(entity(Thing, access={"read": public_read(), "write": owner()}, **options))
    assert [route.access for route in told] == ["public", "signed-in", "public", "signed-in", "signed-in"]


@pytest.mark.parametrize(
    ("table", "path", "one"),
    [
        ("shopping_items", "/api/shopping-items", "ShoppingItem"),
        ("companies", "/api/companies", "Company"),
        ("boxes", "/api/boxes", "Box"),
        ("status", "/api/status", "Status"),
        ("crm.contacts", "/api/crm-contacts", "CrmContact"),
    ],
)
def test_names_are_made_of_the_table(table: str, path: str, one: str) -> None:
    names = entity_names(table, None)
    assert (names.path, names.one) == (path, one)


def test_a_model_without_rules_stops_the_start(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "open_models").mkdir()
    (tmp_path / "open_models" / "leaks.py").write_text(
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n"
        "class Own(DeclarativeBase): ...\n"
        "class Leak(Own):\n"
        "    __tablename__ = 'leaks'\n"
        "    id: Mapped[int] = mapped_column(primary_key=True)\n"
    )
    monkeypatch.setattr("scalr_app_server.find_models.FOLDER", "open_models")
    with pytest.raises(ScalrError) as caught:
        find_models(tmp_path)
    problem = caught.value.problems[0]
    assert problem.code == "TABLE_WITHOUT_ACCESS"
    assert "open_models/leaks.py: leaks" in problem.message
    assert find_models(tmp_path / "nowhere") == []


MODELS = """
from uuid import UUID
from scalr_app_server import Base, InputModel, entity, owner
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

class {name}(Base):
    __tablename__ = "{table}"
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default="x")
    owner_id: Mapped[str]
    other_id: Mapped[UUID | None] = mapped_column(ForeignKey("{target}.id"))
    other = relationship("{other}", foreign_keys=[other_id])

entity({name}, access=owner(), input=InputModel, sort="other_id")
"""


def test_models_refer_to_one_another_in_any_order(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "late_models").mkdir()
    monkeypatch.setattr("scalr_app_server.find_models.FOLDER", "late_models")
    earlier = MODELS.format(name="Earlier", table="earlier", target="later", other="Later")
    (tmp_path / "late_models" / "a.py").write_text(earlier)
    with pytest.raises(ScalrError, match=r"otherId refers to later\.id, which is no column of a model"):
        find_models(tmp_path)
    later = MODELS.format(name="Later", table="later", target="earlier", other="Earlier")
    (tmp_path / "late_models" / "b.py").write_text(later)
    assert [made.names.path for made in find_models(tmp_path)] == ["/api/earlier", "/api/later"]


class Limited(InputModel):
    count: int = Field(ge=0)
    ratio: float = 0.5
    is_on: bool = False
    at: datetime | None = None
    ids: list[UUID] = Field(default_factory=list)


@pytest.mark.parametrize("value", ["5", True, 1.5, None, [1]])
def test_a_number_is_a_number(value: object) -> None:
    with pytest.raises(ValueError, match="count"):
        Limited.model_validate({"count": value})


@pytest.mark.parametrize(
    "wrong",
    [{"isOn": 1}, {"isOn": "true"}, {"ratio": "0.5"}, {"at": 5}, {"at": "2026-01-01"}, {"ids": ["0" * 32]}],
    ids=str,
)
def test_what_only_resembles_a_value_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Limited.model_validate({"count": 1, **wrong})
    assert Limited.model_validate({"count": 1, "ratio": 1, "isOn": True, "at": "2026-01-01T00:00:00Z"}).ratio == 1.0
