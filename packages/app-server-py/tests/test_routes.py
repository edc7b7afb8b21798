"""How routes are named and who may use them."""

import pytest

from scalr_app_server.problem import json_pointer, title_of
from scalr_app_server.routes import Access, Requirement, is_access, operation_id, requirement_of


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/api/notes/{id}", "getNotesById"),
        ("POST", "/api/time-entries", "postTimeEntries"),
        ("DELETE", "/api/a/{b}/c/{d:path}", "deleteAByBCByD"),
    ],
)
def test_operations_are_named_after_method_and_path(method: str, path: str, name: str) -> None:
    assert operation_id(method, path) == name


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "Public",
        "signed_in",
        {},
        {"groups": []},
        {"groups": [""]},
        ["staff"],
        {"apps": []},
        {"apps": ["a"], "people": "public"},
        {"apps": ["a"], "people": {"apps": ["b"]}},
        {"apps": ["a"], "groups": ["b"]},
    ],
)
def test_what_is_no_access_rule(value: object) -> None:
    assert not is_access(value)


@pytest.mark.parametrize(
    ("access", "requirement"),
    [
        ("signed-in", Requirement()),
        ({"groups": ["a", "b"]}, Requirement(groups=("a", "b"))),
        ({"apps": ["crm"]}, Requirement(apps=("crm",), people=False)),
        ({"apps": ["crm"], "people": "signed-in"}, Requirement(apps=("crm",))),
        ({"apps": ["crm"], "people": {"groups": ["a"]}}, Requirement(groups=("a",), apps=("crm",))),
    ],
)
def test_access_rules_ask_for_people_groups_and_apps(access: Access, requirement: Requirement) -> None:
    assert is_access(access)
    assert requirement_of(access) == requirement


def test_pointers_escape_what_has_a_meaning() -> None:
    assert json_pointer(["a/b~c", 0]) == "#/a~1b~0c/0"
    assert json_pointer([]) == "#"


def test_titles_are_those_of_the_standard() -> None:
    assert [title_of(status) for status in (404, 413, 422, 599)] == [
        "Not Found",
        "Content Too Large",
        "Unprocessable Content",
        "Error",
    ]
