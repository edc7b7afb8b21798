"""The SQL of access rules, where it is not the same on every platform: quoting."""

from uuid import UUID

import pytest
from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from scalr_app_server import entity, group, owner
from scalr_app_server.entity_policies import policy_statements
from scalr_app_server.entity_tag import check_if_match, entity_tag
from scalr_app_server.merge_patch import merge_patch
from scalr_app_server.problem import HttpProblem
from scalr_app_server.sql_text import literal, quoted


class Own(DeclarativeBase):
    pass


class Parent(Own):
    __tablename__ = "parents"
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))


class Child(Own):
    __tablename__ = 'odd "children"'
    __table_args__ = {"schema": "x"}  # noqa: RUF012 - as SQLAlchemy wants it
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    owner_id: Mapped[str] = mapped_column("owner id")
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("parents.id"))


def test_statements_are_those_of_typescript() -> None:
    made = entity(Child, access={"read": [owner(), group("a'b")], "create": owner()}, routes=[])
    table = '"x"."odd ""children"""'
    mine = "\"owner id\" = nullif(current_setting('app.user_id', true), '')"
    grouped = "coalesce(nullif(current_setting('app.groups', true), ''), '[]')::jsonb ? 'a''b'"
    seen = f'exists (select 1 from "public"."parents" target where target."id" = {table}."parent_id")'  # noqa: S608
    reference = f"create policy scalr_reference_0_{{}} on {table} as restrictive"
    assert policy_statements(made, "app_runtime") == [
        f"alter table {table} enable row level security, force row level security",
        f"create policy scalr_read on {table} for select using ({mine} or {grouped})",
        f"create policy scalr_create on {table} for insert with check (({mine}) and {mine})",
        f'{reference.format("create")} for insert with check ("parent_id" is null or {seen})',
        f'{reference.format("update")} for update using (true) with check ("parent_id" is null or {seen})',
        'grant usage on schema "x" to "app_runtime"',
        'grant usage on all sequences in schema "x" to "app_runtime"',
        f'grant select, insert on {table} to "app_runtime"',
    ]


def test_names_and_texts_cannot_end_early() -> None:
    assert quoted('a"; drop table b') == '"a""; drop table b"'
    assert [literal("it's"), literal("a\\'b")] == ["'it''s'", " E'a\\\\''b'"]


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch_is_that_of_rfc_7396(target: object, patch: object, result: object) -> None:
    assert merge_patch(target, patch) == result
    assert merge_patch(result, patch) == result


def test_only_the_current_tag_matches() -> None:
    tag = entity_tag(b"{}")
    for header in (None, "*", tag, f'"x" ,{tag}'):
        check_if_match(header, tag)
    for header in ("", '"x"', f"W/{tag}"):
        with pytest.raises(HttpProblem) as caught:
            check_if_match(header, tag)
        assert caught.value.status == 412
