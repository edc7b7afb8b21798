"""The token of a request, from its `Authorization: Bearer` header (RFC 6750 §2.1) and from nowhere else."""

import re
from collections.abc import Iterable, Sequence

from .auth_failure import app_needed, group_missing, person_needed, token_ambiguous, token_invalid, token_missing
from .user import User
from .verifier import Verifier

_CREDENTIALS = re.compile(r"([^\s\x00-\x20]+)(?: +(.*))?", re.DOTALL)

RawHeaders = Iterable[tuple[bytes, bytes]]
"""Headers as ASGI has them: every line of the request, names in lower case."""


def bearer_token(headers: RawHeaders) -> str:
    """The token of a request (RFC 6750 §2.1): `token = bearer_token(request.scope["headers"])`.

    Raises `AuthFailure`: 401 without a token (`AUTH_TOKEN_MISSING`), 400 with more than one (`AUTH_TOKEN_AMBIGUOUS`).
    """
    values = [value for name, value in headers if name.lower() == b"authorization"]
    if not values:
        raise token_missing()
    if len(values) > 1 or b"," in values[0]:
        raise token_ambiguous()
    match = _CREDENTIALS.fullmatch(values[0].decode("latin-1"))
    if match is None or match[1].lower() != "bearer":
        raise token_missing()
    if not match[2]:
        raise token_invalid("it is empty")
    return match[2]


async def user_of(
    verifier: Verifier,
    headers: RawHeaders,
    groups: Sequence[str] = (),
    *,
    apps: Sequence[str] = (),
    people: bool = True,
) -> User:
    """The signed-in person behind a request; or the app, where `apps` lets one in.

    Raises `AuthFailure`: 401 without or with a bad token, 403 without a needed group, 503 while keys are out of reach.

        user = await user_of(verifier, request.scope["headers"], ["managers"])

    :param groups: needed beyond those of the app; all of them
    :param apps: slugs of the apps that may come for themselves
    :param people: False: people may not
    """
    user = await verifier.verify(bearer_token(headers))
    if user.kind == "app":
        if user.caller is None or user.caller not in apps:
            raise person_needed(user.caller or user.client_id)
        return user
    if not people:
        raise app_needed()
    if not set(groups) <= set(user.groups):
        raise group_missing(groups)
    return user
