"""What a failed query means over HTTP."""

import re
from collections.abc import Iterator, Mapping, Sequence

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from .constraint_fields import ConstraintFields
from .problem import FieldProblem, HttpProblem, json_pointer

# Too many connections, shutting down, crashed, starting up, gone.
_LOST_STATES = {"53300", "57P01", "57P02", "57P03", "57P05"}
# Disk full, out of memory, read-only: the data is there, writing is not possible.
_UNWRITABLE_STATES = {"53100", "53200", "25006"}
_CONSTRAINTS: Mapping[str, tuple[int, str, str]] = {
    "23505": (409, "ALREADY_EXISTS", "There is already an entry with these values."),
    "23P01": (409, "OVERLAP", "This overlaps an entry that is already there."),
    "22000": (422, "RANGE_REVERSED", "A range ends before it begins."),
    "22001": (422, "VALUE_TOO_LONG", "A text is longer than it may be."),
    "22003": (422, "VALUE_OUT_OF_RANGE", "A number is larger or smaller than it may be."),
    "22021": (422, "VALUE_NOT_STORABLE", "A text holds a character that cannot be stored."),
    "23502": (422, "VALUE_MISSING", "A value that is needed is missing."),
    "23514": (422, "RULE_BROKEN", "The values break a rule of this app."),
    "40001": (409, "CHANGED_MEANWHILE", "Somebody else changed this at the same time. Try again."),
    "40P01": (409, "CHANGED_MEANWHILE", "Somebody else changed this at the same time. Try again."),
}

_NOT_ALLOWED = (403, "NOT_ALLOWED", "The access rules of this app do not let you do that.")
_NOT_THERE = (422, "REFERENCE_NOT_FOUND", "This refers to something that is not there.")
_STILL_REFERENCED = (409, "STILL_REFERENCED", "Another entry still refers to this.")
_TRANSITION = (409, "TRANSITION_NOT_ALLOWED", "This change of state is not allowed.")


def is_database_lost(error: BaseException) -> bool:
    """True: the database is away, and the same request may succeed later."""
    return any(_is_lost(link) for link in _chain(error))


def database_problem(error: BaseException, fields: ConstraintFields | None = None) -> HttpProblem | None:
    """With the fields it is about. None: a defect of ours. Never shows SQL or data."""
    if is_database_lost(error):
        return _retry("DATABASE_UNAVAILABLE", "The database cannot be reached right now.")
    for link in _chain(error):
        if not isinstance(link, psycopg.Error):
            continue
        state = _state_of(link)
        if state in _UNWRITABLE_STATES:
            return _retry("DATABASE_READ_ONLY", "The database cannot take changes right now.")
        refusal = _refusal_of(link, state or "", fields or ConstraintFields())
        if refusal is not None:
            return refusal
    return None


def _refusal_of(error: psycopg.Error, state: str, fields: ConstraintFields) -> HttpProblem | None:
    table, constraint, column = error.diag.table_name, error.diag.constraint_name, error.diag.column_name
    if state == "42501":
        # Postgres tells the policy only in its text, whatever its language; the quotes and the name are always there.
        named = re.search(r'"(scalr_\w+)"[^"]*"(\w+)"', str(error))
        keys = None if named is None else fields.of_policy(named[2], named[1])
        return _refusal(_NOT_ALLOWED, ()) if keys is None else _refusal(_NOT_THERE, keys)
    if state == "23514" and (constraint or "").startswith("scalr_transition_"):
        return _refusal(_TRANSITION, fields.of_column(table, column))
    if state == "23503":
        # Told from the other table's point of view, the row that was to go is the one that is referred to.
        if "update or delete" in str(error):
            return _refusal(_STILL_REFERENCED, ())
        return _refusal(_NOT_THERE, fields.of_constraint(table, constraint))
    if state not in _CONSTRAINTS:
        return None
    keys = fields.of_column(table, column) if column else fields.of_constraint(table, constraint)
    return _refusal(_CONSTRAINTS[state], keys)


def _refusal(said: tuple[int, str, str], keys: Sequence[str]) -> HttpProblem:
    status, code, detail = said
    errors: list[FieldProblem] = [{"in": "body", "pointer": json_pointer([key]), "detail": detail} for key in keys]
    return HttpProblem(status, code, detail, errors=errors or None)


def _state_of(error: psycopg.Error) -> str | None:
    # psycopg itself refuses NUL in a text, before the server sees it.
    return "22021" if error.sqlstate is None and isinstance(error, psycopg.DataError) else error.sqlstate


def _retry(code: str, detail: str) -> HttpProblem:
    return HttpProblem(503, code, detail, fix="try again in a few seconds", headers={"retry-after": "5"})


def _is_lost(error: BaseException) -> bool:
    if isinstance(error, PoolTimeoutError | ConnectionError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    state = error.sqlstate
    # A connection that never came about, or broke, has no state.
    return state is None or state in _LOST_STATES or state.startswith("08")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(8):
        if error is None:
            return
        yield error
        original = error.orig if isinstance(error, DBAPIError) else None
        error = original or error.__cause__
