"""Calls to other apps from within a route."""

import os
import re
from collections.abc import Mapping
from typing import Annotated, Any, Protocol

from fastapi import Depends, Request
from fastapi.encoders import jsonable_encoder
from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode
from scalr_auth_client import (
    CALL_TIMEOUT_SECONDS,
    AppCaller,
    CallAnswer,
    CallAs,
    CallMethod,
    GatewayAddress,
    RawHeaders,
    call_not_declared,
)

from .log import request_id
from .settings import AppSettings, Url, read_own_settings
from .tracing import Tracing

_APP_URL = re.compile(r"([a-z][a-z0-9-]*)=(https?://\S+)")


def _app_urls(value: object) -> object:
    if not isinstance(value, str):
        return value
    urls: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in value.split(","))):
        match = _APP_URL.fullmatch(part)
        if match is None:
            raise ValueError(f'"{part}" is not slug=url')
        urls[match[1]] = match[2]
    return urls


class CallSettings(AppSettings):
    """What an app has whose manifest lists `calls`."""

    OIDC_SERVICE_CLIENT_ID: str = Field(
        min_length=1, description="the client id with which the app asks for tokens to call others"
    )
    OIDC_CLIENT_SECRET: str = Field(min_length=1, repr=False, description="the secret of that client")
    OIDC_TOKEN_URL: Url = Field(description="the provider's token endpoint as seen from the backend")
    APP_CALLS: Annotated[dict[str, Url], NoDecode, BeforeValidator(_app_urls)] = Field(
        default_factory=dict, description="the apps that may be called: slug=url, separated by commas"
    )
    GATEWAY_ADDRESS: str | None = Field(
        default=None,
        pattern=r"^\S+:\d{1,5}$",
        description="host:port of the gateway, where the names of apps do not resolve",
    )
    GATEWAY_CA_FILE: str | None = Field(
        default=None, pattern="^/", description="the PEM file of the gateway's own authority"
    )


def open_calls() -> AppCaller | None:
    """The app's way to others. None: its manifest lists no `calls`, so it has no secret."""
    if os.environ.get("OIDC_CLIENT_SECRET", "") == "":
        return None
    settings = read_own_settings(CallSettings)
    address = settings.GATEWAY_ADDRESS
    return AppCaller(
        client_id=settings.OIDC_SERVICE_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET,
        token_url=settings.OIDC_TOKEN_URL,
        apps=settings.APP_CALLS,
        gateway=None if address is None else GatewayAddress(address, settings.GATEWAY_CA_FILE),
    )


class CallFromRoute(Protocol):
    """Calls another app for the request that is being answered. See `AppCaller.call_app` of `scalr_auth_client`."""

    async def __call__(
        self,
        slug: str,
        path: str,
        *,
        as_: CallAs,
        method: CallMethod = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout_seconds: float = CALL_TIMEOUT_SECONDS,
    ) -> CallAnswer: ...


def call_from(request: Request) -> CallFromRoute:
    """The person of the request is who `user` means; its trace and its id go on."""
    calls: AppCaller | None = request.app.state.calls
    tracing: Tracing | None = request.app.state.tracing

    async def call_app(
        slug: str,
        path: str,
        *,
        as_: CallAs,
        method: CallMethod = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout_seconds: float = CALL_TIMEOUT_SECONDS,
    ) -> CallAnswer:
        if calls is None:
            raise call_not_declared(slug)
        asking: RawHeaders = request.scope["headers"]
        trace: Mapping[str, str] = {}
        if tracing is not None:
            # Below the span of this request, not beside it.
            trace = tracing.headers()
            asking = [line for line in asking if line[0] not in (b"traceparent", b"tracestate")]
        return await calls.call_app(
            slug,
            path,
            as_=as_,
            method=method,
            body=jsonable_encoder(body),
            headers={**trace, **(headers or {})},
            timeout_seconds=timeout_seconds,
            request_headers=asking,
            request_id=request_id.get(),
        )

    return call_app


CallApp = Annotated[CallFromRoute, Depends(call_from)]
"""The way to apps that `calls` of the manifest lists, as a parameter of a route: `async def owed(call_app: CallApp)`.

A `body` may be a model or anything that FastAPI can turn into JSON. Raises `AuthFailure`, which becomes the answer of
the route where it is not caught, and `ScalrError`, which is a defect of the calling app.
"""
