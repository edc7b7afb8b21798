"""Changes of a row, as RFC 7396 says them."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from .answer_problem import issue_problem
from .entity import Entity
from .json_model import InputModel, changes
from .merge_patch import merge_patch
from .problem import FieldProblem, HttpProblem


def apply_patch(
    entity: Entity, patch_model: type[InputModel], current: Mapping[str, Any], patch: object
) -> dict[str, Any]:
    """RFC 7396 over what a person may write.

    Only fields that the patch names are read and written: defaults of the others are not applied, and rules that came
    later do not stop a change that has nothing to do with them. Rules over several fields are asked with the merged
    whole. Raises `HttpProblem` 422 `VALIDATION_FAILED` with a pointer for each bad field.

    :param patch_model: `patch_of` the entity's input
    :param current: what is there, as JSON
    :returns: values of the named fields only, by the names of JSON
    """
    if not isinstance(patch, dict):
        raise _refusal([{"in": "body", "pointer": "#", "detail": "A merge patch is a JSON object."}])
    named = {
        key: None if value is None else merge_patch(current.get(key) if key in entity.input_keys else None, value)
        for key, value in patch.items()
    }
    try:
        made = patch_model.model_validate(named)
    except ValidationError as error:
        raise _refusal([issue_problem("body", issue["loc"], issue) for issue in error.errors()]) from None
    _ask_whole(entity, patch_model, current, named)
    return {key: value for key, value in _by_key(entity, changes(made)).items() if key in named}


def _ask_whole(
    entity: Entity, patch_model: type[InputModel], current: Mapping[str, Any], named: Mapping[str, Any]
) -> None:
    assert entity.input is not None  # noqa: S101 - without it there is no such route
    # What is not there is null in the database and may be absent in the input.
    there = {
        key: current[key] for key in entity.input_keys if current.get(key) is not None or _fits(patch_model, key, None)
    }
    whole = {**there, **named}
    try:
        entity.input.model_validate(whole)
    except ValidationError as error:
        # A fault of a field by itself is none of this: the named ones were asked, and the others are not what the
        # change is about.
        issues = [
            issue
            for issue in error.errors()
            if not issue["loc"] or _fits(patch_model, str(issue["loc"][0]), whole.get(str(issue["loc"][0])))
        ]
        if issues:
            raise _refusal([issue_problem("body", issue["loc"], issue) for issue in issues]) from None


def _fits(patch_model: type[InputModel], key: str, value: object) -> bool:
    try:
        patch_model.model_validate({key: value})
    except ValidationError:
        return False
    return True


def _by_key(entity: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: values[name] for key, name in entity.input_keys.items() if name in values}


def _refusal(errors: list[FieldProblem]) -> HttpProblem:
    detail = "The body of the request is not as it should be."
    return HttpProblem(422, "VALIDATION_FAILED", detail, errors=errors[:100])
