"""What is wrong with a body, as people read it."""

from typing import Any, Literal

import pytest
from pydantic import Field, ValidationError, field_validator

from scalr_app_server import InputModel
from scalr_app_server.issue_words import issue_words


class Trip(InputModel):
    title: str = Field(default="x", min_length=2, max_length=4, pattern="^[a-z]*$")
    seats: int = Field(default=1, ge=1, le=8)
    price: float = Field(default=1, gt=0, lt=9.5, multiple_of=0.5)
    is_open: bool = True
    color: Literal["red", "blue"] = "red"
    tags: list[str] = Field(default=["a"], min_length=1, max_length=2)
    note: str = Field(default="", max_length=9)

    @field_validator("note", mode="before")
    @classmethod
    def short(cls, note: object) -> object:
        if isinstance(note, str) and len(note) > 9:
            raise ValueError("Nine letters are enough.")
        return note


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"title": "a"}, "Too small: expected string to have >=2 characters"),
        ({"title": "abcde"}, "Too big: expected string to have <=4 characters"),
        ({"title": "AB"}, "Invalid string: must match pattern /^[a-z]*$/"),
        ({"title": None}, "Invalid input: expected string, received null"),
        ({"seats": 0}, "Too small: expected number to be >=1"),
        ({"seats": 9}, "Too big: expected number to be <=8"),
        ({"seats": 1.5}, "Invalid input: expected int, received number"),
        ({"price": 0}, "Too small: expected number to be >0"),
        ({"price": 9.5}, "Too big: expected number to be <9.5"),
        ({"price": 1.2}, "Invalid number: must be a multiple of 0.5"),
        ({"isOpen": "yes"}, "Invalid input: expected boolean, received string"),
        ({"color": "x"}, 'Invalid option: expected one of "red"|"blue"'),
        ({"tags": []}, "Too small: expected array to have >=1 items"),
        ({"tags": ["a", "b", "c"]}, "Too big: expected array to have <=2 items"),
        ({"tags": {}}, "Invalid input: expected array, received object"),
        ({"nonsense": 1}, 'Unrecognized key: "nonsense"'),
        ({"note": "x" * 10}, "Nine letters are enough."),
    ],
)
def test_a_broken_rule_is_told_in_the_words_of_the_other_language(body: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Trip.model_validate(body)
    assert [issue_words(dict(issue)) for issue in caught.value.errors()] == [words]
