"""Bodies and answers: camelCase in JSON, snake_case in Python."""

from copy import copy
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, PlainSerializer, create_model
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticUndefined


def _to_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


IsoDateTime = Annotated[AwareDatetime, PlainSerializer(_to_text, return_type=str, when_used="json")]
"""A `datetime` in the code, ISO 8601 UTC with milliseconds in JSON."""


class OutputModel(BaseModel):
    """Base of what a route answers. Reads the attributes of a row as well as keys."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, from_attributes=True
    )


class InputModel(BaseModel):
    """Base of what a route takes. A key that it does not know is refused."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=False, validate_by_alias=True, extra="forbid")


_I = TypeVar("_I", bound=InputModel)


def patch_of(model: type[_I], name: str) -> type[InputModel]:
    """The model of a merge patch (RFC 7396): every field may be left out, and keeps its rules where it is not.

    No default comes into being, and null is refused where the field does not allow it. `changes()` reads it.
    """
    fields: dict[str, Any] = {}
    for field_name, field in model.model_fields.items():
        optional = copy(field)
        optional.default = PydanticUndefined
        # Left out is left out; a factory is what the schema shows nothing of.
        optional.default_factory = lambda: None
        fields[field_name] = (field.annotation, optional)
    return create_model(name, __base__=InputModel, **fields)


def changes(patch: InputModel) -> dict[str, Any]:
    """What was sent, by the names of Python, and nothing else."""
    return {name: getattr(patch, name) for name in patch.model_fields_set}
