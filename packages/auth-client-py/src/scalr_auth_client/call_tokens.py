"""Tokens for calls to other apps, by callee and person."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from .auth_failure import AuthFailure, provider_unavailable, token_invalid
from .call_errors import RETRY_AFTER_SECONDS, call_client_refused, call_forbidden, call_not_declared
from .http_exchange import HttpExchange
from .scalr_error import ScalrError

_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - the name of a type
# On its way to the callee, and by the callee's clock, it must still be alive.
_MARGIN_SECONDS = 30
_MAX_KEPT = 1_000
_TIMEOUT_SECONDS = 5.0
_MAX_BYTES = 64 * 1024

_Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class CallToken:
    token: str
    is_fresh: bool
    """Asked for just now."""


@dataclass(frozen=True, slots=True)
class _Kept:
    token: str
    usable_until: float


class CallTokens:
    """Asks once for all that want the same token, and keeps it until shortly before it expires."""

    def __init__(self, *, client_id: str, client_secret: str, token_url: str, now: Callable[[], float]) -> None:
        """
        :param client_id: `<slug>.service`
        :param token_url: token endpoint of the provider; may be an internal address
        :param now: seconds since 1970
        """
        # RFC 6749 §2.3.1: both halves are form encoded first.
        pair = ":".join(quote(half, safe="!~*'()") for half in (client_id, client_secret))
        self._authorization = f"Basic {b64encode(pair.encode()).decode()}"
        self._token_url = token_url
        self._now = now
        self._http = HttpExchange()
        self._kept: dict[_Key, _Kept] = {}
        self._flights: dict[_Key, asyncio.Task[str]] = {}

    async def find(self, slug: str, subject: str | None) -> CallToken:
        """Raises `AuthFailure` 401, 403 or 503, or `ScalrError`.

        :param subject: the person's access token for this app; None: the app itself
        """
        key = (slug, subject)
        known = self._kept.get(key)
        if known is not None and known.usable_until > self._now():
            return CallToken(known.token, is_fresh=False)
        self._kept.pop(key, None)
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.create_task(self._ask(slug, subject))
            self._flights[key] = flight
            flight.add_done_callback(lambda done: self._land(key, done))
        # A caller that goes away must not take the answer from the others.
        return CallToken(await asyncio.shield(flight), is_fresh=True)

    def forget(self, slug: str, subject: str | None, token: str) -> None:
        """The callee refused it."""
        known = self._kept.get((slug, subject))
        if known is not None and known.token == token:
            del self._kept[slug, subject]

    async def close(self) -> None:
        """Gives up what still runs."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)
        await self._http.close()

    def _land(self, key: _Key, done: "asyncio.Task[str]") -> None:
        self._flights.pop(key, None)
        if not done.cancelled():
            # Everybody who wanted it may have gone; then nobody is told, and that is no defect.
            done.exception()

    async def _ask(self, slug: str, subject: str | None) -> str:
        audience = f"urn:app:{slug}"
        form = (
            {"grant_type": "client_credentials", "resource": audience}
            if subject is None
            else {
                "grant_type": _EXCHANGE,
                "subject_token": subject,
                "subject_token_type": _ACCESS_TOKEN,
                "audience": audience,
            }
        )
        headers = {
            "authorization": self._authorization,
            "accept": "application/json",
            "content-type": "application/x-www-form-urlencoded",
        }
        try:
            reply = await self._http.ask(
                "POST",
                self._token_url,
                headers=headers,
                body=urlencode(form),
                timeout_seconds=_TIMEOUT_SECONDS,
                max_bytes=_MAX_BYTES,
            )
        except OSError:
            raise provider_unavailable(RETRY_AFTER_SECONDS) from None
        answer = _read_object(reply.text)
        if reply.status != 200:
            raise _refusal(slug, subject, reply.status, answer.get("error"))
        token, lifetime = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or isinstance(lifetime, bool) or not isinstance(lifetime, int | float):
            raise provider_unavailable(RETRY_AFTER_SECONDS)
        self._keep((slug, subject), _Kept(token, self._now() + lifetime - _MARGIN_SECONDS))
        return token

    def _keep(self, key: _Key, entry: _Kept) -> None:
        now = self._now()
        if entry.usable_until <= now:
            return
        if len(self._kept) >= _MAX_KEPT:
            self._kept = {one: kept for one, kept in self._kept.items() if kept.usable_until > now}
            if len(self._kept) >= _MAX_KEPT:
                del self._kept[next(iter(self._kept))]
        self._kept[key] = entry


def _refusal(slug: str, subject: str | None, status: int, error: Any) -> AuthFailure | ScalrError:
    """RFC 6749 §5.2 and RFC 8693 §2.2.2: whose fault it is decides what the person is told."""
    if status >= 500 or status == 429:
        return provider_unavailable(RETRY_AFTER_SECONDS)
    if error == "access_denied":
        return call_forbidden(slug)
    if error == "invalid_target":
        return call_not_declared(slug)
    if subject is not None and error in ("invalid_request", "invalid_grant"):
        return token_invalid("its session has ended, or no person is behind it")
    return call_client_refused(slug, str(status if error is None else error))


def _read_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
