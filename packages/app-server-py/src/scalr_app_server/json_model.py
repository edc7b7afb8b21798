"""Bodies and answers: camelCase in JSON, snake_case in Python."""

import inspect
from copy import copy
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar, cast

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    create_model,
    field_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, PydanticUndefined

from .json_values import told_apart


def _to_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


IsoDateTime = Annotated[AwareDatetime, PlainSerializer(_to_text, return_type=str, when_used="json")]
"""A `datetime` with a time zone in the code, ISO 8601 in UTC with milliseconds in JSON: `created_at: IsoDateTime`.

Taken with any offset (RFC 3339); a moment without one is refused.
"""


class OutputModel(BaseModel):
    """Base of what a route answers: camelCase in JSON, snake_case in Python.

    Reads the attributes of a row as well as keys: `Note.model_validate(row)`.
    """

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, from_attributes=True
    )


class InputModel(BaseModel):
    """Base of what a route takes: camelCase in JSON, snake_case in Python.

    A key that it does not know is refused with 422, and so is `"5"` or `true` for a number.
    """

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=False, validate_by_alias=True, extra="forbid")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[BaseModel], handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        model = cast(dict[str, Any], handler.resolve_ref_schema(schema))
        # Rules over the whole stand around the model.
        while model["type"] != "model":
            model = model["schema"]
        model["schema"] = told_apart(model["schema"])
        return schema


class FieldError(ValueError):
    """Raised by a rule over several fields (`@model_validator(mode="after")`): 422 with a pointer to that field.

        raise FieldError("ends_at", "It ends before it begins.")

    :param field: by its name in Python
    :param detail: what is wrong with it, in a sentence for a person
    """

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field


def optional(**rules: Any) -> Any:
    """A field that may be left out and then takes the default of its column: `weight: int = optional(ge=0)`.

    Null is refused where the type does not hold None. Rules are those of Pydantic's `Field`.
    """
    return Field(default_factory=lambda: None, **rules)


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
    return create_model(name, __base__=InputModel, __validators__=_field_rules(model), **fields)


def _field_rules(model: type[InputModel]) -> dict[str, Any]:
    """The functions under `@field_validator`; rules over the whole would find half of it missing."""
    found = model.__pydantic_decorators__.field_validators
    return {
        name: field_validator(*rule.info.fields, mode=rule.info.mode, check_fields=False)(
            inspect.getattr_static(model, name)
        )
        for name, rule in found.items()
    }


def changes(patch: InputModel) -> dict[str, Any]:
    """What was sent, by the names of Python, and nothing else."""
    return {name: getattr(patch, name) for name in patch.model_fields_set}
