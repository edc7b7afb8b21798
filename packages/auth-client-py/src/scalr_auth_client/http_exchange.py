"""HTTP requests whose whole answer is wanted."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

# Shorter than servers keep an idle connection: what is taken up again is still there.
_IDLE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class GatewayAddress:
    """Where requests go whose host does not resolve here; the name travels in the Host header."""

    address: str
    """`host:port`"""
    ca_file: str | None = None
    """Absolute path of a PEM file; None: the machine's own authorities."""


@dataclass(frozen=True, slots=True)
class HttpReply:
    """Header names are in lower case; values of the same name are joined by a comma (RFC 9110 §5.3)."""

    status: int
    headers: Mapping[str, str]
    text: str


class HttpExchange:
    """Keeps connections for a moment between requests. Belongs to the event loop of its first request."""

    def __init__(self, gateway: GatewayAddress | None = None) -> None:
        self._gateway = gateway
        self._clients: dict[str, httpx.AsyncClient] = {}

    async def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: str | None = None,
        timeout_seconds: float,
        max_bytes: int,
    ) -> HttpReply:
        """One request. No redirects, no proxies; the limits hold for the whole answer.

        Raises `OSError` that says what went wrong.

        :param url: absolute, of http or https, percent-encoded
        :param body: sent as UTF-8
        """
        # Every idle backend would pay for it otherwise, in memory and in time to start.
        import httpx

        named = urlsplit(url)
        # What is counted must be what was sent: no compression.
        sent = {"accept-encoding": "identity", **headers, "host": named.netloc}
        sent.pop("content-length", None)
        received = bytearray()
        try:
            async with (
                asyncio.timeout(timeout_seconds),
                self._client(named.scheme).stream(
                    method,
                    self._place(url),
                    headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()],
                    content=None if body is None else body.encode(),
                    extensions={"sni_hostname": named.hostname or ""},
                ) as response,
            ):
                async for chunk in response.aiter_raw(64 * 1024):
                    received += chunk
                    if len(received) > max_bytes:
                        raise OSError(f"the answer is larger than {max_bytes} bytes")
        except TimeoutError:
            raise OSError(f"no answer within {timeout_seconds:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise OSError(str(error) or type(error).__name__) from error
        text = received.decode("utf-8", "replace")
        return HttpReply(response.status_code, dict(response.headers), text)

    async def close(self) -> None:
        """Ends every connection."""
        clients = list(self._clients.values())
        self._clients.clear()
        await asyncio.gather(*(client.aclose() for client in clients))

    def _client(self, scheme: str) -> "httpx.AsyncClient":
        import httpx

        client = self._clients.get(scheme)
        if client is None:
            ca_file = None if self._gateway is None else self._gateway.ca_file
            client = httpx.AsyncClient(
                verify=ssl.create_default_context(cafile=ca_file) if scheme == "https" else False,
                trust_env=False,
                follow_redirects=False,
                timeout=None,  # noqa: S113 - `ask` limits the whole exchange
                limits=httpx.Limits(keepalive_expiry=_IDLE_SECONDS),
            )
            self._clients[scheme] = client
        return client

    def _place(self, url: str) -> str:
        """The same address at the gateway."""
        return url if self._gateway is None else urlsplit(url)._replace(netloc=self._gateway.address).geturl()
