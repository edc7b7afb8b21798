"""What Pydantic complains of, in the words of the TypeScript backends: zod's."""

from collections.abc import Callable, Mapping
from typing import Any

_Context = Mapping[str, Any]


def _expected(kind: str) -> Callable[[_Context, object], str]:
    return lambda _, value: f"Invalid input: expected {kind}, received {_kind_of(value)}"


def _size(word: str, sign: str, key: str, of: str = "") -> Callable[[_Context, object], str]:
    kind, unit = {"string": ("string to have ", " characters"), "array": ("array to have ", " items")}.get(
        of, ("number to be ", "")
    )
    return lambda context, _: f"Too {word}: expected {kind}{sign}{_plain(context[key])}{unit}"


_WORDS: Mapping[str, Callable[[_Context, object], str]] = {
    "missing": lambda _, __: "Invalid input: expected a value, received undefined",
    "string_too_short": _size("small", ">=", "min_length", "string"),
    "string_too_long": _size("big", "<=", "max_length", "string"),
    "string_pattern_mismatch": lambda context, _: f"Invalid string: must match pattern /{context['pattern']}/",
    "too_short": _size("small", ">=", "min_length", "array"),
    "too_long": _size("big", "<=", "max_length", "array"),
    "greater_than_equal": _size("small", ">=", "ge"),
    "greater_than": _size("small", ">", "gt"),
    "less_than_equal": _size("big", "<=", "le"),
    "less_than": _size("big", "<", "lt"),
    "multiple_of": lambda context, _: f"Invalid number: must be a multiple of {_plain(context['multiple_of'])}",
    "string_type": _expected("string"),
    "int_type": _expected("number"),
    "int_from_float": _expected("int"),
    "float_type": _expected("number"),
    "bool_type": _expected("boolean"),
    "list_type": _expected("array"),
    "dict_type": _expected("object"),
    "model_type": _expected("object"),
    "model_attributes_type": _expected("object"),
    "literal_error": lambda context, _: f"Invalid option: expected one of {_options(context['expected'])}",
}


def issue_words(issue: Mapping[str, Any]) -> str:
    """An issue of Pydantic for a person. What an app itself says (`ValueError`) stays as it is."""
    context: _Context = issue.get("ctx") or {}
    reason = context.get("error")
    if isinstance(reason, ValueError):
        return str(reason)
    if issue["type"] == "extra_forbidden":
        return f'Unrecognized key: "{issue["loc"][-1]}"'
    words = _WORDS.get(issue["type"])
    return str(issue["msg"]) if words is None else words(context, issue.get("input"))


def _options(told: str) -> str:
    """Pydantic writes `'red', 'blue' or 'green'`."""
    return told.replace("'", '"').replace(" or ", "|").replace(", ", "|")


def _plain(number: object) -> object:
    """`9.0` is nine."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _kind_of(value: object) -> str:
    if value is None:
        return "null"
    kinds: Mapping[type, str] = {bool: "boolean", int: "number", float: "number", str: "string", list: "array"}
    return kinds.get(type(value), "object")
