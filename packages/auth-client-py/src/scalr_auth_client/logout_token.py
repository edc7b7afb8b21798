"""Back-channel logout tokens (OpenID Connect Back-Channel Logout §2.6)."""

from collections.abc import Mapping
from typing import Any

from .auth_failure import logout_refused
from .claims import Claims, TokenExpectation, read_audience, read_times
from .ended_sessions import LogoutNotice

_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_MAX_LIFE_SECONDS = 120


def read_logout_token(claims: Claims, header: Mapping[str, Any], expected: TokenExpectation) -> LogoutNotice:
    """Reads a logout token, or refuses it with 400.

    `expected.audience` is the client id. Says nothing about the signature.
    """
    typ = header.get("typ")
    kind = typ.lower() if isinstance(typ, str) else None
    typed = kind in ("logout+jwt", "application/logout+jwt")
    # Providers older than the registration of the type send none, or "JWT".
    untyped = expected.profile != "embedded" and ("typ" not in header or kind == "jwt")
    if not typed and not untyped:
        raise logout_refused("its type is not logout+jwt")
    if not isinstance(claims.get("iss"), str) or claims["iss"] != expected.issuer:
        raise logout_refused("it was issued by somebody else")
    if expected.audience not in read_audience(claims.get("aud")):
        raise logout_refused("it is meant for another client")
    issued_at, expires_at = read_times(claims, expected.now)
    if expires_at - issued_at > _MAX_LIFE_SECONDS and expected.profile == "embedded":
        raise logout_refused("it lives longer than two minutes")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(_EVENT), dict | list):
        raise logout_refused("it does not hold the logout event")
    if "nonce" in claims:
        raise logout_refused("it holds a nonce")
    token_id = claims.get("jti")
    if not isinstance(token_id, str) or token_id == "":
        raise logout_refused("it has no id")
    session_id, subject = claims.get("sid"), claims.get("sub")
    if not isinstance(session_id, str) and not isinstance(subject, str):
        raise logout_refused("it names neither a session nor a subject")
    return LogoutNotice(
        token_id,
        session_id if isinstance(session_id, str) else None,
        subject if isinstance(subject, str) else None,
        issued_at,
    )
