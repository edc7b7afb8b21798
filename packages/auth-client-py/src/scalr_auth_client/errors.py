"""Every refusal of the resource server side. The message is shown to whoever sent the request."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, said completely."""

    code: str
    """Permanent, upper snake case."""
    message: str
    """What happened and why, one or two sentences."""
    fix: str
    """A command or an edit that mends it."""


def token_missing_problem() -> Problem:
    return Problem(
        "AUTH_TOKEN_MISSING",
        "This needs a signed-in person, and the request carries no access token.",
        'sign in, then send the access token as "Authorization: Bearer <token>"',
    )


def token_ambiguous_problem() -> Problem:
    return Problem(
        "AUTH_TOKEN_AMBIGUOUS",
        "The request carries more than one Authorization value, so it is not clear who asks.",
        "send exactly one Authorization header with exactly one token",
    )


def token_invalid_problem(reason: str) -> Problem:
    return Problem(
        "AUTH_TOKEN_INVALID",
        f"The access token is not accepted: {reason}.",
        "sign in again to get a fresh access token for this app",
    )


def session_ended_problem() -> Problem:
    return Problem("AUTH_SESSION_ENDED", "This session was ended by a sign-out.", "sign in again")


def group_missing_problem(groups: Sequence[str]) -> Problem:
    return Problem(
        "AUTH_GROUP_MISSING",
        "This needs membership of " + " and ".join(f'"{group}"' for group in groups) + ".",
        "ask an administrator for membership of the group",
    )


def caller_refused_problem(slug: str) -> Problem:
    return Problem(
        "AUTH_CALLER_REFUSED",
        f'The app "{slug}" may not call this one.',
        'list this app under "calls" in the manifest of the calling app',
    )


def person_needed_problem(slug: str) -> Problem:
    return Problem(
        "AUTH_PERSON_NEEDED",
        f'This is for people, and the app "{slug}" asks for itself.',
        f"call it as: 'user', or let {slug} in: access: {{ apps: ['{slug}'] }}",
    )


def app_needed_problem() -> Problem:
    return Problem(
        "AUTH_APP_NEEDED",
        "This is for other apps, not for people.",
        "call it from an app that it names, as: 'self'",
    )


def provider_unavailable_problem() -> Problem:
    return Problem(
        "AUTH_PROVIDER_UNAVAILABLE",
        "The keys of the identity provider cannot be fetched right now, so the token cannot be checked.",
        "try again in a few seconds; if it stays, see whether the identity provider runs",
    )


def logout_refused_problem(reason: str) -> Problem:
    return Problem(
        "AUTH_LOGOUT_TOKEN_INVALID",
        f"The logout token is not accepted: {reason}.",
        "only the identity provider of this app may call this address",
    )
