"""Verification keys of one provider (RFC 7517), fetched lazily and kept."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError

from .auth_failure import provider_unavailable, token_invalid
from .fetch_json import fetch_json

COOLDOWN_SECONDS = 30
FRESH_SECONDS = 5 * 60
STALE_SECONDS = 24 * 60 * 60
RETIRED_SECONDS = 15 * 60 + 30
"""One token lifetime and the leeway: a provider that rotates without overlap must not log everybody out."""


@dataclass(frozen=True, slots=True)
class _KnownKey:
    key: RSAPublicKey
    retired_at: float | None
    """Time the provider stopped to publish it; None while it does."""


class KeySet:
    """At most one request per 30 s whatever arrives, one at a time, keys kept for 24 h while the provider is away.

    Keys older than five minutes are fetched anew in the background, so a withdrawn key dies.
    """

    def __init__(
        self,
        url: str,
        now: Callable[[], float],
        on_problem: Callable[[str], None],
        fetch: Callable[[str], Awaitable[Any]] = fetch_json,
    ) -> None:
        self._url = url
        self._now = now
        self._on_problem = on_problem
        self._fetch = fetch
        self._keys: dict[str, _KnownKey] = {}
        self._fetched_at = -math.inf
        self._attempted_at = -math.inf
        self._last_attempt_failed = False
        self._running: asyncio.Task[None] | None = None

    def has(self, kid: str | None) -> bool:
        """Still usable right now: asked at every hit of the token cache."""
        return self._usable(kid) is not None

    async def find(self, kid: str | None) -> RSAPublicKey:
        """The key with this id; without an id the only key there is.

        Raises 401 where the provider does not know it, 503 where the provider cannot be asked.
        """
        known = self._usable(kid)
        if known is not None:
            if self._now() - self._fetched_at > FRESH_SECONDS:
                self._refresh()
            return known
        running = self._refresh()
        if running is not None:
            # A caller that goes away must not take the answer from the others.
            await asyncio.shield(running)
        found = self._usable(kid)
        if found is not None:
            return found
        if not self._last_attempt_failed:
            raise token_invalid("it is signed with a key that the provider does not publish")
        raise provider_unavailable(max(1, math.ceil(COOLDOWN_SECONDS - (self._now() - self._attempted_at))))

    async def close(self) -> None:
        """Gives up a fetch that still runs."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    def _refresh(self) -> "asyncio.Task[None] | None":
        """None: too early to ask again."""
        if self._running is not None:
            return self._running
        since = self._now() - self._attempted_at
        # A clock that was set back must not lock us out.
        if 0 <= since < COOLDOWN_SECONDS:
            return None
        self._attempted_at = self._now()
        self._running = asyncio.create_task(self._load())
        return self._running

    async def _load(self) -> None:
        try:
            published = import_keys(await self._fetch(self._url))
            now = self._now()
            kept: dict[str, _KnownKey] = {}
            for kid, known in self._keys.items():
                retired_at = now if known.retired_at is None else known.retired_at
                if kid not in published and now - retired_at < RETIRED_SECONDS:
                    kept[kid] = _KnownKey(known.key, retired_at)
            self._keys = kept | {kid: _KnownKey(key, None) for kid, key in published.items()}
            self._fetched_at = now
            self._last_attempt_failed = False
        except Exception as error:
            self._last_attempt_failed = True
            self._on_problem(f"The key set at {self._url} cannot be used: {error}")
        finally:
            self._running = None

    def _usable(self, kid: str | None) -> RSAPublicKey | None:
        now = self._now()
        if now - self._fetched_at > STALE_SECONDS:
            return None
        known = self._only_key() if kid is None else self._keys.get(kid)
        if known is None or (known.retired_at is not None and now - known.retired_at > RETIRED_SECONDS):
            return None
        return known.key

    def _only_key(self) -> _KnownKey | None:
        """A token without `kid` is clear only while there is exactly one published key."""
        published = [known for known in self._keys.values() if known.retired_at is None]
        return published[0] if len(published) == 1 else None


def import_keys(document: Any) -> dict[str, RSAPublicKey]:
    """Only RSA signature keys of at least 2048 bits count; anything that holds private parts is ignored."""
    listed = document.get("keys") if isinstance(document, Mapping) else None
    if not isinstance(listed, list):
        raise ValueError("it is not a key set")
    keys: dict[str, RSAPublicKey] = {}
    for index, jwk in enumerate(listed[:64]):
        if not isinstance(jwk, dict) or jwk.get("kty") != "RSA" or "d" in jwk:
            continue
        if jwk.get("use", "sig") != "sig" or jwk.get("alg", "RS256") != "RS256":
            continue
        try:
            key = RSAAlgorithm.from_jwk({"kty": "RSA", "n": jwk.get("n"), "e": jwk.get("e")})
        except (InvalidKeyError, ValueError, TypeError):
            # One unreadable key says nothing about the others.
            continue
        if isinstance(key, RSAPublicKey) and key.key_size >= 2048:
            kid = jwk.get("kid")
            keys[kid if isinstance(kid, str) else f"#{index}"] = key
    if not keys:
        raise ValueError("it holds no usable RS256 key")
    return keys
