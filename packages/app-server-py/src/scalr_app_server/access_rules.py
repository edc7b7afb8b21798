"""Who may do what with the rows of a table: a closed set of rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Required, TypedDict, cast, final

Verb = Literal["read", "create", "update", "delete"]
VERBS: tuple[Verb, ...] = ("read", "create", "update", "delete")


@dataclass(frozen=True, slots=True)
class OwnerRule:
    """The person owns the row: `column` holds their id. Set by the server, never by the request."""

    column: str


@dataclass(frozen=True, slots=True)
class SharedRule:
    """Everybody who may sign in to the app."""


@dataclass(frozen=True, slots=True)
class GroupRule:
    """Everybody in this group of the access token."""

    group: str


@dataclass(frozen=True, slots=True)
class PublicReadRule:
    """Everybody, signed in or not, for reading."""


@dataclass(frozen=True, slots=True)
class AnyoneRule:
    """Everybody, signed in or not, for writing too: for apps that nobody signs in to."""


WriteRule = OwnerRule | SharedRule | GroupRule | AnyoneRule
"""Who may write a row: what `owner()`, `shared()`, `group(...)` and `anyone()` give."""

AccessRule = WriteRule | PublicReadRule
"""Who may read a row: the same, and what `public_read()` gives."""


@final
class VerbAccess(TypedDict, total=False):
    """Rules per verb. `write` stands for create, update and delete; a verb that is not named is nobody's."""

    read: Required[AccessRule | Sequence[AccessRule]]
    write: WriteRule | Sequence[WriteRule]
    create: WriteRule | Sequence[WriteRule]
    update: WriteRule | Sequence[WriteRule]
    delete: WriteRule | Sequence[WriteRule]


EntityAccess = WriteRule | PublicReadRule | Sequence[WriteRule] | VerbAccess
"""Who may do what with the rows of a table. A list means any of its rules. One rule alone is for all verbs; only
`public_read()` alone is for reading.
"""

VerbRules = Mapping[Verb, tuple[AccessRule, ...]]
"""Any of the rules lets a person in; none: nobody."""


def owner(column: str = "owner_id") -> OwnerRule:
    """`owner()` is the attribute `owner_id`; another: `owner("person_id")`."""
    return OwnerRule(column)


def shared() -> SharedRule:
    """Everybody who may sign in to the app: `access=shared()`."""
    return SharedRule()


def group(name: str) -> GroupRule:
    """Everybody whose access token has this group: `access=group("managers")`.

    :param name: as the manifest has it in `auth.groups` or `auth.required_groups`
    """
    return GroupRule(name)


def public_read() -> PublicReadRule:
    """Everybody reads, signed in or not: `access={"read": public_read(), "write": group("editors")}`."""
    return PublicReadRule()


def anyone() -> AnyoneRule:
    """Everybody reads and writes, signed in or not: `access=anyone()`, for apps that nobody signs in to."""
    return AnyoneRule()


def verb_rules(access: object) -> VerbRules | None:
    """None: nothing that was declared, or something outside the closed set."""
    whole = _rule_list(access)
    if whole is not None:
        writes = tuple(rule for rule in whole if not isinstance(rule, PublicReadRule))
        return {"read": whole, "create": writes, "update": writes, "delete": writes}
    if not isinstance(access, Mapping) or set(access) - {"read", "write", *VERBS}:
        return None
    write = access.get("write", ())
    rules = {verb: _rule_list(access.get(verb, None if verb == "read" else write)) for verb in VERBS}
    if None in rules.values() or not rules["read"]:
        return None
    known = cast(VerbRules, rules)
    if any(isinstance(rule, PublicReadRule) for verb in VERBS[1:] for rule in known[verb]):
        return None
    return known


def rule_note(rule: AccessRule) -> str:
    """As the API reference says it: `owner`, `shared`, `group:managers`, `public-read`, `anyone`."""
    if isinstance(rule, GroupRule):
        return f"group:{rule.group}"
    return _NOTES[type(rule)]


_NOTES: Mapping[type, str] = {
    OwnerRule: "owner",
    SharedRule: "shared",
    PublicReadRule: "public-read",
    AnyoneRule: "anyone",
}


def is_covered(inner: AccessRule, outer: Sequence[AccessRule]) -> bool:
    """Whether everybody whom `inner` lets in is let in by one of `outer` too."""
    return any(
        isinstance(rule, PublicReadRule | AnyoneRule)
        or (isinstance(rule, SharedRule) and not isinstance(inner, AnyoneRule))
        or rule == inner
        for rule in outer
    )


def _rule_list(value: object) -> tuple[AccessRule, ...] | None:
    rules = value if isinstance(value, list | tuple) else (value,)
    return tuple(rules) if all(_is_rule(rule) for rule in rules) else None


def _is_rule(value: object) -> bool:
    if isinstance(value, OwnerRule):
        return isinstance(value.column, str) and value.column != ""
    if isinstance(value, GroupRule):
        return isinstance(value.group, str) and value.group != ""
    return isinstance(value, SharedRule | PublicReadRule | AnyoneRule)
