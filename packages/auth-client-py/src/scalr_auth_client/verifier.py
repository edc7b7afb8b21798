"""A resource server's view of its provider: RFC 9068 §4, RFC 8725, OpenID Connect Back-Channel Logout 1.0."""

import time
from collections.abc import Callable, Sequence

from .auth_failure import AuthFailure, caller_refused, group_missing, logout_refused, session_ended
from .claims import (
    LEEWAY_SECONDS,
    ProviderProfile,
    TokenExpectation,
    check_access_token_type,
    read_access_token,
)
from .compact_token import check_signature, parse_compact_token
from .ended_sessions import EndedSessions, LogoutNotice, MemoryEndedSessions
from .key_set import KeySet
from .logout_token import read_logout_token
from .token_cache import TokenCache
from .user import User, VerifiedToken


class Verifier:
    """Checks the tokens of one app (RFC 9068 §4, RFC 8725).

        verifier = Verifier(
            profile="embedded",
            issuer="http://auth.localhost",
            jwks_url="http://auth.localhost/jwks",
            audience="urn:app:hello",
            client_id="hello",
        )
        user = await verifier.verify(token)

    Touches the network only when the first token arrives.
    """

    def __init__(
        self,
        *,
        profile: ProviderProfile,
        issuer: str,
        jwks_url: str,
        audience: str,
        client_id: str,
        required_groups: Sequence[str] = (),
        callers: Sequence[str] = (),
        ended_sessions: EndedSessions | None = None,
        cache_size: int = 1_000,
        now: Callable[[], float] = time.time,
        on_problem: Callable[[str], None] = lambda message: None,
    ) -> None:
        """
        :param issuer: public issuer, compared byte for byte with `iss`
        :param jwks_url: where keys are fetched; may be an internal address
        :param audience: `aud` of this app's access tokens
        :param client_id: `aud` of this app's logout tokens
        :param required_groups: all of them are needed, at every request
        :param callers: slugs of the apps that may call this one, for themselves or for a person
        :param ended_sessions: default: in memory
        :param cache_size: verified tokens kept; 0: none
        :param now: seconds since 1970
        :param on_problem: told when keys cannot be fetched; never holds a token
        """
        self.audience = audience
        self._profile: ProviderProfile = profile
        self._issuer = issuer
        self._client_id = client_id
        self._required_groups = tuple(required_groups)
        self._callers = frozenset(callers)
        self._now = now
        self._ended_sessions = MemoryEndedSessions(now) if ended_sessions is None else ended_sessions
        self._keys = KeySet(jwks_url, now, on_problem)
        self._cache = TokenCache(cache_size)

    async def verify(self, token: str) -> User:
        """The person an access token speaks for. Raises `AuthFailure` 401, 403 or 503."""
        verified = self._cache.get(token)
        if verified is None or not self._is_current(verified):
            self._cache.delete(token)
            verified = await self._check(token)
            self._cache.set(token, verified)
        if self._ended_sessions.includes(verified):
            raise session_ended()
        user = verified.user
        # The provider gives no such token; that it is refused here too makes neither the only guard.
        if user.caller is not None and user.caller not in self._callers:
            raise caller_refused(user.caller)
        if user.kind == "person" and not set(self._required_groups) <= set(user.groups):
            raise group_missing(self._required_groups)
        return user

    async def end_session(self, logout_token: str) -> LogoutNotice:
        """Checks a back-channel logout token and remembers the ended session. Raises `AuthFailure` 400 or 503."""
        notice = await self._check_logout_token(logout_token)
        if not await self._ended_sessions.record(notice):
            raise logout_refused("it was used before")
        return notice

    async def close(self) -> None:
        """Gives up what still runs in the background."""
        await self._keys.close()

    async def _check(self, raw: str) -> VerifiedToken:
        token = parse_compact_token(raw)
        check_access_token_type(token.header, self._profile)
        # Claims first: junk must not be able to make us ask the provider for keys.
        verified = read_access_token(token.claims, token.kid, self._expectation(self.audience))
        check_signature(token, await self._keys.find(token.kid))
        return verified

    async def _check_logout_token(self, raw: str) -> LogoutNotice:
        try:
            token = parse_compact_token(raw)
            notice = read_logout_token(token.claims, token.header, self._expectation(self._client_id))
            check_signature(token, await self._keys.find(token.kid))
        except AuthFailure as failure:
            # Back-Channel Logout §2.8 wants 400 where an access token would get 401.
            if failure.status == 401:
                raise logout_refused(failure.problem.message) from failure
            raise
        return notice

    def _expectation(self, audience: str) -> TokenExpectation:
        return TokenExpectation(self._profile, self._issuer, audience, self._client_id, self._now())

    def _is_current(self, token: VerifiedToken) -> bool:
        return (
            token.expires_at > self._now() - LEEWAY_SECONDS
            and self.audience in token.audience
            and self._keys.has(token.key_id)
        )
