"""Who a token speaks for."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class User:
    """The person a verified access token speaks for; or the app, where one calls for itself."""

    id: str
    """`<issuer>#<subject>`: the one stable identity (OpenID Connect Core §5.7). Never use the e-mail address as one."""
    issuer: str
    subject: str
    name: str | None
    username: str | None
    email: str | None
    groups: tuple[str, ...]
    session_id: str | None
    """Session at the provider, where it tells."""
    client_id: str
    kind: Literal["person", "app"] = "person"
    """`app`: another app that calls for itself, without name and groups; only routes that name it let it in."""
    caller: str | None = None
    """Slug of the app that calls, for itself or for the person. None: the person's own browser."""


@dataclass(frozen=True, slots=True)
class VerifiedToken:
    """The person, and what has to be looked at again at every use. Times in seconds since 1970."""

    user: User
    audience: tuple[str, ...]
    issued_at: float
    expires_at: float
    key_id: str | None
