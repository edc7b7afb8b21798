"""What stands in the way of a call to another app."""

from .auth_failure import AuthFailure
from .errors import Problem
from .scalr_error import ScalrError

RETRY_AFTER_SECONDS = 5


def call_not_declared(slug: str) -> ScalrError:
    """The error `CALL_NOT_DECLARED`: the manifest of this app does not list `slug` under `calls`.

    `raise call_not_declared("billing")`
    """
    problem = Problem(
        "CALL_NOT_DECLARED",
        f'This app may not call "{slug}": its manifest does not list it, or there is no such app with a sign-in.',
        f'add {slug} to "calls" in app.manifest.yml',
    )
    return ScalrError("user", [problem])


def call_path_invalid(slug: str, path: str) -> ScalrError:
    problem = Problem(
        "CALL_PATH_INVALID",
        f'"{path}" is no path of "{slug}": it has to begin with one "/" and must not climb with "..".',
        'write a path such as /api/invoices, and put what people typed through urllib.parse.quote(text, safe="")',
    )
    return ScalrError("user", [problem])


def call_without_person(slug: str) -> ScalrError:
    problem = Problem(
        "CALL_WITHOUT_PERSON",
        f'The call to "{slug}" is for a person, and there is no request of a person that it belongs to.',
        'give the headers of the request that is being answered, or call as_="self"',
    )
    return ScalrError("user", [problem])


def call_client_refused(slug: str, error: str) -> ScalrError:
    problem = Problem(
        "CALL_CLIENT_REFUSED",
        f'The identity provider gives no token for calls to "{slug}" ({error}).',
        "run ./scalr up, which tells the provider what the manifests say now",
    )
    return ScalrError("environment", [problem])


def call_forbidden(slug: str) -> AuthFailure:
    problem = Problem(
        "CALL_FORBIDDEN",
        f'This needs "{slug}", which you may not open.',
        f'ask an administrator for the groups that "{slug}" needs',
    )
    return AuthFailure(403, problem, "insufficient_scope")


def call_unreachable(slug: str, reason: str) -> AuthFailure:
    problem = Problem(
        "CALL_UNREACHABLE",
        f'"{slug}" does not answer: {reason}.',
        f"try again in a few seconds; if it stays, look at ./scalr ps and ./scalr logs {slug}",
    )
    return AuthFailure(503, problem, None, RETRY_AFTER_SECONDS)
