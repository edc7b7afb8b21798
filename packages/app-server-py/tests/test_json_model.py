"""Bodies: names, strictness, and patches that change nothing but what they name."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from scalr_app_server import InputModel, IsoDateTime, changes, patch_of


class Note(InputModel):
    title: str = Field(min_length=1, max_length=5)
    is_done: bool = False
    due: str | None = None


NotePatch = patch_of(Note, "NotePatch")


def test_a_patch_brings_no_default_back() -> None:
    assert changes(NotePatch.model_validate({})) == {}
    assert changes(NotePatch.model_validate({"isDone": True})) == {"is_done": True}
    assert "default" not in str(NotePatch.model_json_schema())
    assert "required" not in NotePatch.model_json_schema()


def test_a_patch_keeps_the_rules_of_each_field() -> None:
    assert changes(NotePatch.model_validate({"due": None})) == {"due": None}
    for wrong in ({"title": ""}, {"title": "longer"}, {"title": None}, {"isDone": None}, {"other": 1}):
        with pytest.raises(ValidationError):
            NotePatch.model_validate(wrong)


def test_the_model_itself_is_as_before() -> None:
    assert Note.model_validate({"title": "x"}).is_done is False
    with pytest.raises(ValidationError):
        Note.model_validate({})


def test_moments_are_utc_with_milliseconds() -> None:
    adapter: TypeAdapter[datetime] = TypeAdapter(IsoDateTime)
    east = timezone(timedelta(hours=2))
    assert adapter.dump_json(datetime(2026, 1, 2, 3, 4, 5, 678_900, east)) == b'"2026-01-02T01:04:05.678Z"'
    assert adapter.dump_json(datetime(2026, 1, 2, tzinfo=UTC)) == b'"2026-01-02T00:00:00.000Z"'
