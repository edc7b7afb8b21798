"""A provider whose answers the test decides, and tokens as it makes them."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

ISSUER = "http://auth.localhost:8080"
AUDIENCE = "urn:app:example"
CLIENT_ID = "example"
START = 1_800_000_000


@dataclass(frozen=True)
class SigningKey:
    kid: str
    private_key: RSAPrivateKey

    @property
    def jwk(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.private_key.public_key(), as_dict=True)
        return {"kty": "RSA", "n": public["n"], "e": public["e"], "kid": self.kid, "alg": "RS256", "use": "sig"}


def signing_key(kid: str, size: int = 2048) -> SigningKey:
    return SigningKey(kid, generate_private_key(65537, size))


def key_document(keys: Iterable[SigningKey]) -> str:
    return json.dumps({"keys": [key.jwk for key in keys]})


@dataclass
class Provider:
    """Answers every request with what it is told to."""

    body: str
    status: int = 200
    delay_seconds: float = 0
    requests: int = 0
    url: str = ""
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await reader.readuntil(b"\r\n\r\n")
            self.requests += 1
            await asyncio.sleep(self.delay_seconds)
            body = self.body.encode()
            head = f"HTTP/1.1 {self.status} X\r\ncontent-length: {len(body)}\r\nlocation: /else\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            # The one who asked has gone.
            pass
        finally:
            self._open.discard(writer)
            writer.close()


@asynccontextmanager
async def provider(keys: Iterable[SigningKey]) -> AsyncIterator[Provider]:
    """On a free port of the loopback."""
    state = Provider(key_document(keys))
    server = await asyncio.start_server(state.answer, "127.0.0.1", 0)
    state.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/jwks"
    try:
        yield state
    finally:
        server.close()
        for writer in list(state._open):
            writer.transport.abort()


def access_token(key: SigningKey, now: int, claims: dict[str, Any] | None = None, **header: Any) -> str:
    """As the embedded provider makes it, and whatever the test wants different; None leaves out."""
    payload = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "a1b2",
        "client_id": CLIENT_ID,
        "iat": now,
        "exp": now + 600,
        "jti": "t1",
        "sid": "session-1",
        "groups": ["staff"],
        "name": "Ada Lovelace",
        "preferred_username": "ada",
        "email": "ada@example.com",
    }
    return _signed(key, payload | (claims or {}), {"typ": "at+jwt"} | header)


def logout_token(key: SigningKey, now: int, claims: dict[str, Any] | None = None, **header: Any) -> str:
    payload = {
        "iss": ISSUER,
        "aud": CLIENT_ID,
        "sub": "a1b2",
        "sid": "session-1",
        "iat": now,
        "exp": now + 120,
        "jti": "l1",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }
    return _signed(key, payload | (claims or {}), {"typ": "logout+jwt"} | header)


def _signed(key: SigningKey, payload: dict[str, Any], header: dict[str, Any]) -> str:
    kept = {name: value for name, value in payload.items() if value is not None}
    return jwt.encode(kept, key.private_key, "RS256", {"kid": key.kid} | header)
