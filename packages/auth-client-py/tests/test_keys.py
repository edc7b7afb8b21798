"""Keys: fetched late, seldom and never twice at once; kept while the provider is away."""

import asyncio
import json
import time
from base64 import urlsafe_b64encode

import pytest
from clock import Clock
from provider import START, Provider, access_token, key_document, provider, signing_key
from test_verifier import KEY, status, verifier

NEXT_KEY = signing_key("k2")


async def until_fetched(keys: Provider, requests: int) -> None:
    async with asyncio.timeout(5):
        while keys.requests < requests:
            await asyncio.sleep(0.005)


def test_nothing_is_fetched_for_junk() -> None:
    async def scenario() -> None:
        async with provider([KEY]) as keys:
            subject = verifier(keys.url, Clock())
            for junk in ("x", access_token(KEY, START, {"iss": "x"}), access_token(KEY, START, {"exp": 1})):
                assert await status(subject, junk) == 401
            assert keys.requests == 0

    asyncio.run(scenario())


def test_a_thousand_unknown_key_ids_cost_one_request_in_30_s() -> None:
    async def scenario() -> None:
        async with provider([KEY]) as keys:
            subject = verifier(keys.url, Clock())
            _, claims, signature = access_token(KEY, START).split(".")
            for index in range(1_000):
                header = urlsafe_b64encode(json.dumps({"alg": "RS256", "typ": "at+jwt", "kid": f"x{index}"}).encode())
                token = f"{header.decode().rstrip('=')}.{claims}.{signature}"
                assert await status(subject, token) == 401
            assert keys.requests == 1

    asyncio.run(scenario())


def test_a_new_key_is_known_within_30_s_and_the_old_one_lives_on_for_one_token_lifetime() -> None:
    async def scenario() -> None:
        clock = Clock()
        async with provider([KEY]) as keys:
            subject = verifier(keys.url, clock)
            old = access_token(KEY, START, {"exp": START + 900})
            assert await status(subject, old) == 200
            keys.body = key_document([NEXT_KEY])
            clock.now += 31
            assert await status(subject, access_token(NEXT_KEY, clock.now)) == 200
            assert await status(subject, old) == 200
            assert await status(subject, access_token(KEY, clock.now, {"jti": "other"})) == 200
            clock.now += 15 * 60 + 31
            assert await status(subject, access_token(KEY, clock.now)) == 401

    asyncio.run(scenario())


def test_a_withdrawn_key_dies_although_nobody_sends_an_unknown_one() -> None:
    async def scenario() -> None:
        clock = Clock()
        async with provider([KEY]) as keys:
            subject = verifier(keys.url, clock)
            assert await status(subject, access_token(KEY, START)) == 200
            keys.body = key_document([NEXT_KEY])
            clock.now += 301
            assert await status(subject, access_token(KEY, clock.now)) == 200
            await until_fetched(keys, 2)
            async with asyncio.timeout(5):
                while await status(subject, access_token(NEXT_KEY, clock.now)) != 200:
                    await asyncio.sleep(0.005)
            assert keys.requests == 2
            clock.now += 15 * 60 + 31
            assert await status(subject, access_token(KEY, clock.now)) == 401

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("code", "body"),
    [
        (500, None),
        (302, None),
        (200, "<html>"),
        (200, "{}"),
        (200, "[" * 100_000),
        (200, json.dumps({"keys": [], "x": "x" * 5_000_000})),
        (200, json.dumps({"keys": [{**KEY.jwk, "d": "AQAB"}]})),
        (200, json.dumps({"keys": [{"kty": "oct", "k": "AQAB", "kid": "k1"}]})),
        (200, json.dumps({"keys": [{**KEY.jwk, "use": "enc"}]})),
        (200, json.dumps({"keys": [{**KEY.jwk, "n": "*"}, 7, None]})),
        (200, key_document([signing_key("k1", 1024)])),
    ],
    ids=lambda value: str(value)[:12],
)
def test_anything_instead_of_keys_is_503_with_retry_after_and_heals(code: int, body: str | None) -> None:
    async def scenario() -> None:
        clock = Clock()
        async with provider([KEY]) as keys:
            good_body, keys.status, keys.body = keys.body, code, keys.body if body is None else body
            subject, good = verifier(keys.url, clock), access_token(KEY, START)
            assert await status(subject, good) == 503
            keys.status, keys.body = 200, good_body
            assert await status(subject, good) == 503
            clock.now += 31
            assert await status(subject, good) == 200
            assert keys.requests == 2

    asyncio.run(scenario())


def test_no_answer_within_3_s_is_503() -> None:
    async def scenario() -> None:
        async with provider([KEY]) as keys:
            keys.delay_seconds = 20
            began = time.monotonic()
            assert await status(verifier(keys.url, Clock()), access_token(KEY, START)) == 503
            assert time.monotonic() - began < 4.5

    asyncio.run(scenario())


def test_nobody_listening_is_503() -> None:
    assert asyncio.run(status(verifier("http://127.0.0.1:9/jwks", Clock()), access_token(KEY, START))) == 503


def test_with_warm_keys_the_provider_may_be_away_for_24_h_and_unknown_keys_are_then_503() -> None:
    async def scenario() -> None:
        clock = Clock()
        async with provider([KEY]) as keys:
            subject = verifier(keys.url, clock)
            assert await status(subject, access_token(KEY, START)) == 200
            keys.status = 500
            clock.now += 3_600
            assert await status(subject, access_token(KEY, clock.now)) == 200
            await until_fetched(keys, 2)
            assert await status(subject, access_token(NEXT_KEY, clock.now)) == 503
            clock.now += 23 * 3_600 + 1
            assert await status(subject, access_token(KEY, clock.now)) == 503

    asyncio.run(scenario())
