"""The app in `calling/`, with a provider, an app to call and people who sign in."""

import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
from provider import AUDIENCE, CLIENT_ID, ISSUER, access_token, provider, signing_key
from pytest import MonkeyPatch
from recorder import Recorder, Reply, Seen, recorder
from scalr_auth_client import Verifier

from scalr_app_server.build_app import build_app
from scalr_app_server.calls import open_calls
from scalr_app_server.log import open_log
from scalr_app_server.settings import read_settings
from scalr_app_server.tracing import Tracing

SRC = Path(__file__).parent / "calling" / "src"
KEY = signing_key("k1")


@dataclass
class CallingApp:
    http: httpx.AsyncClient
    tokens: Recorder
    billing: Recorder
    log: StringIO

    @property
    def requests(self) -> list[dict[str, Any]]:
        """Its log lines of requests."""
        lines = [json.loads(line) for line in self.log.getvalue().splitlines()]
        return [line for line in lines if line["message"] == "request"]

    def as_ada(self, **headers: str) -> Mapping[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"authorization": f"Bearer {access_token(KEY, int(time.time()))}", **named}


async def _give_token(_seen: Seen, nth: int) -> Reply:
    return Reply(200, {"access_token": f"t{nth}", "expires_in": 600})


async def _greet(_seen: Seen, _nth: int) -> Reply:
    return Reply(200, {"hello": "there"})


@asynccontextmanager
async def calling_app(
    monkeypatch: MonkeyPatch, tracing: Tracing | None = None, *, declared: bool = True
) -> AsyncIterator[CallingApp]:
    """`declared`: the manifest lists `calls`, so there is a secret."""
    async with recorder(_give_token) as tokens, recorder(_greet) as billing, provider([KEY]) as keys:
        env = {
            **{"APP_SLUG": "example", "PORT": "0", "PUBLIC_URL": "http://example.localhost"},
            "OIDC_SERVICE_CLIENT_ID": "example.service",
            "OIDC_CLIENT_SECRET": "secret" if declared else "",
            "OIDC_TOKEN_URL": f"http://127.0.0.1:{tokens.port}/token",
            "APP_CALLS": "billing=http://billing.localhost:8080, ",
            "GATEWAY_ADDRESS": f"127.0.0.1:{billing.port}",
        }
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        verifier = Verifier(
            profile="embedded",
            issuer=ISSUER,
            jwks_url=keys.url,
            audience=AUDIENCE,
            client_id=CLIENT_ID,
            callers=["desk"],
        )
        stream = StringIO()
        log = open_log("example", "debug", stream)
        calls = open_calls()
        settings = read_settings(database=False, auth=False)
        app = build_app(SRC, settings, None, verifier, log, calls=calls, tracing=tracing)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://example.localhost") as http:
            yield CallingApp(http, tokens, billing, stream)
        if calls is not None:
            await calls.close()
        await verifier.close()
