"""A refused request, ready to be answered."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from .errors import (
    Problem,
    app_needed_problem,
    caller_refused_problem,
    group_missing_problem,
    logout_refused_problem,
    person_needed_problem,
    provider_unavailable_problem,
    session_ended_problem,
    token_ambiguous_problem,
    token_invalid_problem,
    token_missing_problem,
)

ChallengeError = Literal["invalid_request", "invalid_token", "insufficient_scope"]

TITLES: Mapping[int, str] = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    503: "Service Unavailable",
}


class AuthFailure(Exception):
    """Status, RFC 6750 §3 challenge and, where waiting helps, `Retry-After` in seconds. Its problem is safe to show."""

    def __init__(
        self,
        status: Literal[400, 401, 403, 503],
        problem: Problem,
        challenge_error: ChallengeError | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        """
        :param status: 400 and 401: about the token; 403: may not; 503: keys or provider are out of reach
        :param problem: code, what happened and why, what helps
        :param challenge_error: `error` of the challenge; None where RFC 6750 §3.1 wants none
        :param retry_after_seconds: told with 503; None: 5
        """
        super().__init__(problem.message)
        self.status: int = status
        self.problem = problem
        self.challenge_error = challenge_error
        """`error` of the challenge; None where RFC 6750 §3.1 wants none."""
        self.retry_after_seconds = retry_after_seconds

    def headers(self, realm: str) -> dict[str, str]:
        """Headers of the answer. `realm` is the app's audience."""
        if self.status == 503:
            return {"retry-after": str(self.retry_after_seconds or 5)}
        parameters = [f'realm="{_quotable(realm)}"']
        if self.challenge_error is not None:
            parameters.append(f'error="{self.challenge_error}"')
            parameters.append(f'error_description="{_quotable(self.problem.message)}"')
        return {"www-authenticate": f"Bearer {', '.join(parameters)}"}


def auth_problem(failure: AuthFailure) -> dict[str, Any]:
    """The body of a refusal (RFC 9457): `JSONResponse(auth_problem(failure), failure.status)`."""
    return {
        "type": f"urn:scalr:problem:{failure.problem.code}",
        "title": TITLES[failure.status],
        "status": failure.status,
        "detail": failure.problem.message,
        "code": failure.problem.code,
        "fix": failure.problem.fix,
    }


def _quotable(text: str) -> str:
    """RFC 6750 §3 allows printable ASCII without `"` and backslash."""
    return re.sub(r'[^\x20-\x7e]|["\\]', "'", text)


def token_missing() -> AuthFailure:
    return AuthFailure(401, token_missing_problem())


def token_ambiguous() -> AuthFailure:
    return AuthFailure(400, token_ambiguous_problem(), "invalid_request")


def token_invalid(reason: str) -> AuthFailure:
    return AuthFailure(401, token_invalid_problem(reason), "invalid_token")


def session_ended() -> AuthFailure:
    return AuthFailure(401, session_ended_problem(), "invalid_token")


def group_missing(groups: Sequence[str]) -> AuthFailure:
    """The refusal 403 `AUTH_GROUP_MISSING`: `raise group_missing(["managers"])`.

    :param groups: all that are needed; they are named to whoever asks
    """
    return AuthFailure(403, group_missing_problem(groups), "insufficient_scope")


def caller_refused(slug: str) -> AuthFailure:
    return AuthFailure(403, caller_refused_problem(slug), "insufficient_scope")


def person_needed(slug: str) -> AuthFailure:
    return AuthFailure(403, person_needed_problem(slug), "insufficient_scope")


def app_needed() -> AuthFailure:
    return AuthFailure(403, app_needed_problem(), "insufficient_scope")


def provider_unavailable(retry_after_seconds: int) -> AuthFailure:
    return AuthFailure(503, provider_unavailable_problem(), None, retry_after_seconds)


def logout_refused(reason: str) -> AuthFailure:
    return AuthFailure(400, logout_refused_problem(reason), "invalid_request")
