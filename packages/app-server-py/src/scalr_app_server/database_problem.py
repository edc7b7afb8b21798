"""What a failed query means over HTTP."""

import re
from collections.abc import Iterator, Mapping

import psycopg
from pydantic.alias_generators import to_camel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

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
    "23503": (409, "STILL_REFERENCED", "Another entry still refers to this."),
    "42501": (403, "NOT_ALLOWED", "The access rules of this app do not let you do that."),
    "23502": (422, "VALUE_MISSING", "A value that is needed is missing."),
    "23514": (422, "RULE_BROKEN", "The values break a rule of this app."),
    "40001": (409, "CHANGED_MEANWHILE", "Somebody else changed this at the same time. Try again."),
    "40P01": (409, "CHANGED_MEANWHILE", "Somebody else changed this at the same time. Try again."),
}


def is_database_lost(error: BaseException) -> bool:
    """True: the database is away, and the same request may succeed later."""
    return any(_is_lost(link) for link in _chain(error))


def database_problem(error: BaseException) -> HttpProblem | None:
    """None: a defect of ours. Never shows SQL."""
    if is_database_lost(error):
        return _retry("DATABASE_UNAVAILABLE", "The database cannot be reached right now.")
    for link in _chain(error):
        state = _state_of(link)
        if state in _UNWRITABLE_STATES:
            return _retry("DATABASE_READ_ONLY", "The database cannot take changes right now.")
        # A new row that names what is not there; otherwise something still refers to what was to be deleted.
        if state == "23503" and "update or delete" not in str(link):
            return _refusal(link, 422, "REFERENCE_NOT_FOUND", "This refers to something that is not there.")
        if state is not None and state in _CONSTRAINTS:
            return _refusal(link, *_CONSTRAINTS[state])
    return None


def _refusal(error: BaseException, status: int, code: str, detail: str) -> HttpProblem:
    fields = _fields_of(error) if isinstance(error, psycopg.Error) else []
    errors: list[FieldProblem] = [
        {"in": "body", "pointer": json_pointer([to_camel(field)]), "detail": detail} for field in fields
    ]
    return HttpProblem(status, code, detail, errors=errors or None)


def _fields_of(error: psycopg.Error) -> list[str]:
    """Columns it is about, where Postgres names them: `Key (title)=(Bread) already exists.`"""
    if error.diag.column_name is not None:
        return [error.diag.column_name]
    # Whatever the language of the server, the columns stand in the first brackets before "=".
    match = re.search(r"\((\w+(?:, \w+)*)\)=\(", error.diag.message_detail or "")
    return [] if match is None else match[1].split(", ")


def _state_of(error: BaseException) -> str | None:
    if not isinstance(error, psycopg.Error):
        return None
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
