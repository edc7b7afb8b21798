"""What failed queries are told as."""

import psycopg
import pytest
from psycopg.errors import lookup
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from scalr_app_server.database_problem import database_problem
from scalr_app_server.migrate import _may_come


def failed(state: str) -> DBAPIError:
    return DBAPIError("select secret", None, lookup(state)("secret detail"))


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (failed("23505"), 409, "ALREADY_EXISTS"),
        (failed("23514"), 422, "RULE_BROKEN"),
        (failed("23503"), 422, "REFERENCE_NOT_FOUND"),
        (failed("40001"), 409, "CHANGED_MEANWHILE"),
        (failed("42501"), 403, "NOT_ALLOWED"),
        (failed("25006"), 503, "DATABASE_READ_ONLY"),
        (failed("57P01"), 503, "DATABASE_UNAVAILABLE"),
        (failed("53300"), 503, "DATABASE_UNAVAILABLE"),
        (psycopg.OperationalError("connection failed"), 503, "DATABASE_UNAVAILABLE"),
        (PoolTimeoutError("no connection"), 503, "DATABASE_UNAVAILABLE"),
        (psycopg.DataError("NUL"), 422, "VALUE_NOT_STORABLE"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_failed_query_is_told_without_sql(error: Exception, status: int, code: str) -> None:
    problem = database_problem(error)
    assert problem is not None
    assert (problem.status, problem.code) == (status, code)
    assert "secret" not in str(problem.to_details())
    assert ("retry-after" in problem.headers) == (status == 503)


def test_what_is_no_matter_of_the_database_is_a_defect() -> None:
    assert database_problem(failed("42P01")) is None
    assert database_problem(ValueError("x")) is None


@pytest.mark.parametrize(
    ("message", "waits"),
    [
        ("connection failed: Connection refused", True),
        ("FATAL:  the database system is starting up", True),
        ('FATAL:  password authentication failed for user "x"', False),
        ('FATAL:  database "x" does not exist', False),
    ],
)
def test_only_a_database_that_may_come_is_waited_for(message: str, waits: bool) -> None:
    assert _may_come(message) is waits
