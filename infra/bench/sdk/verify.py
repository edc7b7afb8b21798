"""Verified tokens a second of scalr_auth_client and of bare PyJWT, in one process and in random order.

Reads a JSON object from standard input, writes one with a list of figures for each contestant.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable

import jwt
from scalr_auth_client import Verifier

Check = Callable[[str], Awaitable[object]]


async def measure(check: Check, tokens: list[str], seconds: float) -> float:
    count = 0
    began = time.perf_counter()
    while (elapsed := time.perf_counter() - began) < seconds:
        await check(tokens[count % len(tokens)])
        count += 1
    return count / elapsed


async def main() -> None:
    wish = json.load(sys.stdin)
    issuer, audience, tokens, seconds = wish["issuer"], wish["audience"], wish["tokens"], wish["seconds"]
    verifier = Verifier(
        profile="embedded", issuer=issuer, jwks_url=wish["jwksUrl"], audience=audience, client_id=wish["clientId"]
    )
    keys = {key.key_id: key for key in jwt.PyJWKSet.from_dict(wish["keySet"]).keys}

    async def bare(token: str) -> object:
        key = keys[jwt.get_unverified_header(token)["kid"]]
        return jwt.decode(token, key, algorithms=["RS256"], audience=audience, issuer=issuer)

    contestants: dict[str, tuple[Check, list[str]]] = {
        "uncached": (verifier.verify, tokens),
        "cached": (verifier.verify, tokens[:1]),
        "bare": (bare, tokens),
    }
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    for check, some in contestants.values():
        await measure(check, some, 0.3)
    for _ in range(wish["rounds"]):
        for name in random.sample(list(contestants), k=len(contestants)):
            figures[name].append(await measure(*contestants[name], seconds))
    json.dump(figures, sys.stdout)


asyncio.run(main())
