"""The one mapper from anything raised to an answer."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic.alias_generators import to_camel
from scalr_auth_client import AuthFailure, auth_problem
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from .constraint_fields import ConstraintFields
from .database_problem import database_problem
from .issue_words import issue_words
from .json_model import FieldError
from .problem import FieldProblem, HttpProblem, Place, json_pointer, not_found, title_of

_PLACES: tuple[Place, ...] = ("path", "query", "body")
BAD_REQUEST = ("BAD_REQUEST", "The request cannot be understood: its address or its JSON is malformed.")


def answer_problem(
    error: Exception, request_id: str, realm: str, log: logging.Logger, fields: ConstraintFields | None = None
) -> JSONResponse:
    """Defects are logged whole and shown as nothing but a code."""
    if isinstance(error, AuthFailure):
        return _answer(auth_problem(error), error.headers(realm), request_id)
    problem = _to_problem(error, fields)
    if problem.status >= 500:
        log.error(problem.detail, exc_info=error, extra={"code": problem.code})
    return _answer(problem.to_details(), problem.headers, request_id)


def _answer(details: Mapping[str, Any], headers: Mapping[str, str], request_id: str) -> JSONResponse:
    return JSONResponse(
        {**details, "requestId": request_id},
        details["status"],
        {**headers, "cache-control": "no-store"},
        media_type="application/problem+json; charset=utf-8",
    )


def _to_problem(error: Exception, fields: ConstraintFields | None) -> HttpProblem:
    if isinstance(error, HttpProblem):
        return error
    if isinstance(error, RequestValidationError):
        return _validation_problem(error)
    if isinstance(error, HTTPException):
        return _http_problem(error)
    # A row that may be read and not changed: as the routes of an entity say it.
    if isinstance(error, StaleDataError) or (isinstance(error, SAWarning) and "expected to delete" in str(error)):
        return not_found()
    return database_problem(error, fields) or HttpProblem(
        500,
        "INTERNAL",
        "Something went wrong on our side.",
        fix="try again; if it stays, tell the operator the request id",
    )


def _http_problem(error: HTTPException) -> HttpProblem:
    """What FastAPI refuses, or a handler by FastAPI's own means."""
    if error.status_code in (404, 405):
        return not_found() if error.status_code == 405 or error.detail == "Not Found" else not_found(error.detail)
    if error.status_code == 400:
        return HttpProblem(400, *BAD_REQUEST)
    code = title_of(error.status_code).upper().replace(" ", "_").replace("-", "_")
    return HttpProblem(error.status_code, code, str(error.detail), headers=error.headers)


def _validation_problem(error: RequestValidationError) -> HttpProblem:
    issues = error.errors()
    if any(issue["type"] == "json_invalid" for issue in issues):
        return HttpProblem(400, *BAD_REQUEST)
    # One place after the other: who asks for the wrong thing need not hear about the rest.
    place: Place = next((place for place in _PLACES if any(issue["loc"][0] == place for issue in issues)), "body")
    errors = [issue_problem(place, issue["loc"][1:], issue) for issue in issues[:100] if issue["loc"][0] == place]
    detail = f"The {place} of the request is not as it should be."
    return HttpProblem(422, "VALIDATION_FAILED", detail, errors=errors)


def issue_problem(place: Place, path: Sequence[str | int], issue: Mapping[str, Any]) -> FieldProblem:
    """A complaint of Pydantic as a bad field; a rule over several fields says itself which one it is about."""
    reason = issue.get("ctx", {}).get("error")
    field = [to_camel(reason.field)] if isinstance(reason, FieldError) else []
    return {"in": place, "pointer": json_pointer([*path, *field]), "detail": issue_words(issue)}
