"""One GET of a small JSON document."""

import asyncio
import json
import ssl
from typing import Any

TIMEOUT_SECONDS = 3.0
MAX_BYTES = 512 * 1024


async def fetch_json(url: str) -> Any:
    """No redirects, no proxies; the limits hold for the whole answer. Raises `OSError` that says what went wrong."""
    # Every idle backend would pay for it otherwise, in memory and in time to start.
    import httpx

    verify = ssl.create_default_context() if url.startswith("https:") else False
    # What is counted must be what was sent: no compression.
    headers = {"accept": "application/json", "accept-encoding": "identity"}
    body = bytearray()
    try:
        async with (
            asyncio.timeout(TIMEOUT_SECONDS),
            httpx.AsyncClient(verify=verify, trust_env=False, headers=headers, timeout=TIMEOUT_SECONDS) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code != 200:
                raise OSError(f"the answer was {response.status_code}")
            async for chunk in response.aiter_raw(64 * 1024):
                body += chunk
                if len(body) > MAX_BYTES:
                    raise OSError(f"the answer is larger than {MAX_BYTES} bytes")
    except (TimeoutError, httpx.TimeoutException):
        raise OSError(f"no answer within {TIMEOUT_SECONDS:g} s") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OSError(str(error) or type(error).__name__) from error
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise OSError("the answer is not JSON") from None
