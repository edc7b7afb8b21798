"""RFC 9457 problem details, as every error of a backend is answered."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal, TypedDict

Place = Literal["body", "query", "path"]


FieldProblem = TypedDict("FieldProblem", {"in": Place, "pointer": str, "detail": str})
"""One bad field of a request. `pointer` is a JSON pointer as URI fragment (RFC 6901 §6): `#/address/city`."""


class HttpProblem(Exception):
    """Raised by a handler, answered as `application/problem+json` (RFC 9457).

        raise HttpProblem(403, "ROOMS_FOR_TEAMS", "Only people of a team may book.", fix="ask for a group")

    Its detail is shown to whoever asked.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        fix: str | None = None,
        errors: Sequence[FieldProblem] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """
        :param status: HTTP status, 400 to 599
        :param code: permanent, upper snake case
        :param detail: what happened and why, in a sentence for a person
        :param fix: what helps
        :param errors: the fields that are wrong
        :param headers: of the answer, e.g. `retry-after`
        """
        super().__init__(detail)
        self.status = status
        self.code = code
        """Permanent, upper snake case."""
        self.detail = detail
        self.fix = fix
        self.errors = errors
        self.headers = dict(headers or {})

    def to_details(self) -> dict[str, Any]:
        """The body of the answer, without the id of the request."""
        details: dict[str, Any] = {
            "type": f"urn:scalr:problem:{self.code}",
            "title": title_of(self.status),
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if self.fix is not None:
            details["fix"] = self.fix
        if self.errors is not None:
            details["errors"] = list(self.errors)
        return details


def not_found(detail: str = "There is nothing here.") -> HttpProblem:
    """404 `NOT_FOUND`: `raise not_found("No such note.")`."""
    return HttpProblem(404, "NOT_FOUND", detail)


def conflict(detail: str) -> HttpProblem:
    """409 `CONFLICT`: `raise conflict("This room is taken at that time.")`."""
    return HttpProblem(409, "CONFLICT", detail)


# RFC 9110 §15 renamed these after Python 3.11 was made.
_RENAMED = {413: "Content Too Large", 422: "Unprocessable Content"}


def title_of(status: int) -> str:
    try:
        return _RENAMED.get(status) or HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def json_pointer(path: Sequence[str | int]) -> str:
    """RFC 6901 §6: `~` and `/` inside a name are escaped."""
    return "#" + "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in path)
