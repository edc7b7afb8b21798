"""Calls to the APIs of other apps, each with a token for exactly the called one."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from .bearer import RawHeaders, bearer_token
from .call_errors import call_not_declared, call_path_invalid, call_unreachable, call_without_person
from .call_tokens import CallTokens
from .http_exchange import GatewayAddress, HttpExchange, HttpReply

CALLER_REQUEST_ID = "x-caller-request-id"
"""Gateways give every request an id of its own; with this one the called app can name the request it belongs to."""

CallMethod = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
"""Methods of a call."""

CallAs = Literal["user", "self"]
"""`user`: on behalf of the person whose request is being answered. `self`: for this app."""

CALL_TIMEOUT_SECONDS = 15.0
"""How long a call may take in all, unless it says otherwise: the called app may have to be woken."""

_MAX_BYTES = 10 * 1024 * 1024
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_CLIMBS = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
# Some servers take a backslash for a slash, and control characters for nothing.
_NEVER_IN_PATHS = re.compile(r"[\\\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """The answer of the other app, whatever its status; redirects are not followed."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    text: str

    @property
    def ok(self) -> bool:
        """200 to 299."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body, parsed. Raises `ValueError` where it is no JSON."""
        return json.loads(self.text)


class AppCaller:
    """Calls other apps for this one (client credentials, RFC 6749 §4.4) or for a person (token exchange, RFC 8693).

    The token that was received is never passed on.

        caller = AppCaller(
            client_id="desk.service",
            client_secret=secret,
            token_url="http://auth.localhost/token",
            apps={"billing": "http://billing.localhost"},
        )
        answer = await caller.call_app("billing", "/api/total", as_="self")
    """

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        token_url: str,
        apps: Mapping[str, str],
        gateway: GatewayAddress | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """
        :param client_id: `OIDC_SERVICE_CLIENT_ID`
        :param client_secret: `OIDC_CLIENT_SECRET`
        :param token_url: `OIDC_TOKEN_URL`
        :param apps: public URL of each app that may be called, by slug: `APP_CALLS`
        :param gateway: `GATEWAY_ADDRESS` and `GATEWAY_CA_FILE`; None: the names of the apps resolve
        :param now: seconds since 1970
        """
        self._apps = dict(apps)
        self._tokens = CallTokens(client_id=client_id, client_secret=client_secret, token_url=token_url, now=now)
        self._http = HttpExchange(gateway)

    async def call_app(
        self,
        slug: str,
        path: str,
        *,
        as_: CallAs,
        method: CallMethod = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout_seconds: float = CALL_TIMEOUT_SECONDS,
        request_headers: RawHeaders | None = None,
        request_id: str | None = None,
    ) -> CallAnswer:
        """Calls the API of another app that this one's manifest lists under `calls`.

        Raises `AuthFailure`: 401 when the person's session has ended, 403 when the person may not open the other app,
        503 while it or the provider is out of reach. Raises `ScalrError`, which is a defect of the calling app:
        `CALL_NOT_DECLARED`, `CALL_PATH_INVALID`, `CALL_WITHOUT_PERSON`, `CALL_CLIENT_REFUSED`.

        :param path: begins with "/"; with a query where one is needed
        :param body: sent as JSON; None: nothing is sent
        :param timeout_seconds: for the whole answer; 15, since an app may have to be woken
        :param request_headers: of the request that is being answered: its person is who `user` means, its trace goes on
        :param request_id: default: the `X-Request-Id` of `request_headers`
        """
        url = self._url_of(slug, path)
        asking = None if request_headers is None else list(request_headers)
        subject = _subject_of(slug, as_, asking)
        content = None if body is None else json.dumps(body, allow_nan=False, separators=(",", ":"))
        told = _headers_of(asking or [], request_id, has_body=content is not None)
        told |= {name.lower(): value for name, value in (headers or {}).items()}

        async def send(token: str) -> HttpReply:
            try:
                return await self._http.ask(
                    method,
                    url,
                    headers={**told, "authorization": f"Bearer {token}"},
                    body=content,
                    timeout_seconds=timeout_seconds,
                    max_bytes=_MAX_BYTES,
                )
            except OSError as error:
                raise call_unreachable(slug, str(error)) from error

        first = await self._tokens.find(slug, subject)
        reply = await send(first.token)
        if reply.status == 401:
            self._tokens.forget(slug, subject, first.token)
            # What was kept may have been withdrawn since, say with the keys of the provider. A fresh one is no better
            # twice.
            if not first.is_fresh:
                reply = await send((await self._tokens.find(slug, subject)).token)
        return CallAnswer(reply.status, reply.headers, reply.text)

    async def close(self) -> None:
        """Gives up what still runs, and ends every connection."""
        await self._tokens.close()
        await self._http.close()

    def _url_of(self, slug: str, path: str) -> str:
        base = self._apps.get(slug)
        if base is None:
            raise call_not_declared(slug)
        pathname, mark, query = path.split("#", 1)[0].partition("?")
        is_own = pathname.startswith("/") and not pathname.startswith("//")
        if not is_own or _NEVER_IN_PATHS.search(path) or _CLIMBS.search(pathname):
            raise call_path_invalid(slug, path)
        origin = urlsplit(base)
        safe = "/%:@!$&'()*+,;=~[]|"
        return f"{origin.scheme}://{origin.netloc}{quote(pathname, safe)}{mark}{quote(query, safe + '?')}"


def _subject_of(slug: str, as_: CallAs, asking: RawHeaders | None) -> str | None:
    if as_ == "self":
        return None
    if asking is None:
        raise call_without_person(slug)
    return bearer_token(asking)


def _headers_of(asking: RawHeaders, request_id: str | None, *, has_body: bool) -> dict[str, str]:
    """The trace (W3C Trace Context) and the id of the request that is being answered, and nothing else of it."""
    told = {"accept": "application/json"}
    if has_body:
        told["content-type"] = "application/json"
    traceparent, tracestate = _header_of(asking, b"traceparent"), _header_of(asking, b"tracestate")
    if traceparent is not None and _TRACEPARENT.fullmatch(traceparent):
        told["traceparent"] = traceparent
        if tracestate is not None:
            told["tracestate"] = tracestate
    own_id = request_id or _header_of(asking, b"x-request-id")
    if own_id is not None:
        told |= {"x-request-id": own_id, CALLER_REQUEST_ID: own_id}
    return told


def _header_of(headers: RawHeaders, name: bytes) -> str | None:
    """Lines of the same name are joined by a comma (RFC 9110 §5.3)."""
    values = [value.decode("latin-1") for known, value in headers if known.lower() == name]
    return ", ".join(values) if values else None
