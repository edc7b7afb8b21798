"""What an access token has to say to be accepted (RFC 9068 §4, RFC 8725)."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeGuard

from .auth_failure import token_invalid
from .user import User, VerifiedToken

ProviderProfile = Literal["embedded", "authentik", "generic"]
"""Whose dialect of OpenID Connect the tokens speak."""

Claims = Mapping[str, Any]

LEEWAY_SECONDS = 30
"""Clock difference that is forgiven."""


@dataclass(frozen=True, slots=True)
class TokenExpectation:
    """What a token has to say to be accepted. The issuer is compared byte for byte; `now` in seconds since 1970."""

    profile: ProviderProfile
    issuer: str
    audience: str
    client_id: str
    """Of this app: tokens that were issued to another are calls of another app."""
    now: float


# Client id with which an app calls others: `<slug>.service`.
_SERVICE = ".service"


@dataclass(frozen=True, slots=True)
class _Dialect:
    types: frozenset[str | None]
    """Lower case `typ` headers of an access token; None stands for none."""
    client_id: Callable[[Claims], Any]
    is_access_token: Callable[[Claims], bool]
    """Tells an access token from an ID token where `typ` does not."""


def _generic_client_id(claims: Claims) -> Any:
    client_id = claims.get("client_id")
    return claims.get("azp") if client_id is None else client_id


_DIALECTS: Mapping[ProviderProfile, _Dialect] = {
    # RFC 9068 §2.1: the type alone tells an access token.
    "embedded": _Dialect(
        frozenset({"at+jwt", "application/at+jwt"}),
        lambda claims: claims.get("client_id"),
        lambda claims: True,
    ),
    "authentik": _Dialect(
        frozenset({"jwt", None}),
        lambda claims: claims.get("azp"),
        lambda claims: isinstance(claims.get("uid"), str) and isinstance(claims.get("scope"), str),
    ),
    "generic": _Dialect(
        frozenset({"at+jwt", "application/at+jwt", "jwt", None}),
        _generic_client_id,
        lambda claims: (
            (isinstance(claims.get("scope"), str) or isinstance(claims.get("scp"), list))
            and "nonce" not in claims
            and "at_hash" not in claims
        ),
    ),
}


def check_access_token_type(header: Mapping[str, Any], profile: ProviderProfile) -> None:
    """Refuses a header that no access token of this provider has (RFC 8725 §3.11, RFC 9068 §4)."""
    typ = header.get("typ")
    kind = None if "typ" not in header else typ.lower() if isinstance(typ, str) else "?"
    if kind not in _DIALECTS[profile].types:
        raise token_invalid("it is not an access token")


def read_access_token(claims: Claims, key_id: str | None, expected: TokenExpectation) -> VerifiedToken:
    """Reads the claims of an access token, or refuses it. Says nothing about the signature."""
    dialect = _DIALECTS[expected.profile]
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or issuer != expected.issuer:
        raise token_invalid("it was issued by somebody else")
    audience = read_audience(claims.get("aud"))
    if expected.audience not in audience:
        raise token_invalid("it is meant for another app")
    issued_at, expires_at = read_times(claims, expected.now)
    if not dialect.is_access_token(claims) or "events" in claims:
        raise token_invalid("it is not an access token")
    # A sender-constrained token is worth nothing without its proof (RFC 9449 §7, RFC 8705 §3).
    if "cnf" in claims:
        raise token_invalid("it is bound to a key, and no proof came along")
    subject, client_id = claims.get("sub"), dialect.client_id(claims)
    if not isinstance(subject, str) or not isinstance(client_id, str) or "" in (subject, client_id):
        raise token_invalid("it does not say whom it speaks for")
    caller = _read_caller(claims, client_id, expected.client_id)
    user = _read_user(claims, issuer, _sound(subject), _sound(client_id), caller)
    return VerifiedToken(user, audience, issued_at, expires_at, key_id)


def read_audience(aud: Any) -> tuple[str, ...]:
    """RFC 7519 §4.1.3: one string or a list of strings."""
    if isinstance(aud, str):
        return (aud,)
    return tuple(aud) if isinstance(aud, list) and all(isinstance(one, str) for one in aud) else ()


def read_times(claims: Claims, now: float) -> tuple[float, float]:
    """Time of issue and of expiry (RFC 7519 §4.1), in seconds, with the leeway."""
    expires_at, issued_at = claims.get("exp"), claims.get("iat")
    not_before = claims.get("nbf", issued_at)
    if not _is_number(expires_at) or not math.isfinite(expires_at):
        raise token_invalid("it has no expiry")
    if not _is_number(issued_at) or not _is_number(not_before):
        raise token_invalid("its times are not numbers")
    if expires_at <= now - LEEWAY_SECONDS:
        raise token_invalid("it has expired")
    if not (issued_at <= now + LEEWAY_SECONDS and not_before <= now + LEEWAY_SECONDS):
        raise token_invalid("it is not valid yet")
    return issued_at, expires_at


def _is_number(value: Any) -> TypeGuard[float]:
    # In Python a truth value is a number; in JSON it is not.
    return isinstance(value, int | float) and not isinstance(value, bool)


def _read_caller(claims: Claims, client_id: str, own_client_id: str) -> str | None:
    """Slug of the app that calls: the actor of an exchanged token (RFC 8693 §4.1), or the client it was issued to."""
    if "act" in claims:
        act = claims["act"]
        actor = act.get("sub") if isinstance(act, dict) else None
        if not isinstance(actor, str) or actor == "":
            raise token_invalid("it does not say which app calls")
        return _sound(actor).removesuffix(_SERVICE)
    return None if client_id == own_client_id else _sound(client_id).removesuffix(_SERVICE)


def _read_user(claims: Claims, issuer: str, subject: str, client_id: str, caller: str | None) -> User:
    # RFC 9068 §2.2: where no person is involved, the subject is the client. Some providers give an app a subject that
    # looks like a person's: what another app got without naming itself as actor is not taken for a person's either.
    is_app = subject == client_id or (caller is not None and "act" not in claims)
    groups = [] if is_app else claims.get("groups")
    return User(
        id=f"{issuer}#{subject}",
        issuer=issuer,
        subject=subject,
        name=_text(claims.get("name")),
        username=_text(claims.get("preferred_username")),
        email=_text(claims.get("email")),
        groups=tuple(group for group in groups if isinstance(group, str)) if isinstance(groups, list) else (),
        session_id=_text(claims.get("sid")),
        client_id=client_id,
        kind="app" if is_app else "person",
        caller=caller,
    )


def _text(value: Any) -> str | None:
    return _sound(value) if isinstance(value, str) and value != "" else None


def _sound(text: str) -> str:
    """JSON can name half a character, which no UTF-8 answer can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
