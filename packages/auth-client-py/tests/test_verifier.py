"""What a verified token says, and what the cache may answer."""

import asyncio

import pytest
from clock import Clock
from provider import AUDIENCE, CLIENT_ID, ISSUER, START, access_token, logout_token, provider, signing_key

from scalr_auth_client import AuthFailure, User, Verifier

KEY = signing_key("k1")


def verifier(url: str, clock: Clock) -> Verifier:
    return Verifier(profile="embedded", issuer=ISSUER, jwks_url=url, audience=AUDIENCE, client_id=CLIENT_ID, now=clock)


async def status(subject: Verifier, token: str) -> int:
    try:
        await subject.verify(token)
    except AuthFailure as failure:
        return failure.status
    return 200


async def logout_status(subject: Verifier, token: str) -> int:
    try:
        await subject.end_session(token)
    except AuthFailure as failure:
        return failure.status
    return 200


def test_a_good_token_says_who_asks_by_issuer_and_subject() -> None:
    async def scenario() -> None:
        async with provider([KEY]) as keys:
            assert await verifier(keys.url, Clock()).verify(access_token(KEY, START)) == User(
                id=f"{ISSUER}#a1b2",
                issuer=ISSUER,
                subject="a1b2",
                name="Ada Lovelace",
                username="ada",
                email="ada@example.com",
                groups=("staff",),
                session_id="session-1",
                client_id=CLIENT_ID,
            )

    asyncio.run(scenario())


def test_a_token_expires_in_the_cache_too() -> None:
    async def scenario() -> None:
        clock = Clock()
        async with provider([KEY]) as keys:
            subject, good = verifier(keys.url, clock), access_token(KEY, START)
            assert await status(subject, good) == 200
            clock.now += 600 + 29
            assert await status(subject, good) == 200
            clock.now += 2
            assert await status(subject, good) == 401
            await subject.close()

    asyncio.run(scenario())


def test_fifty_at_once_ask_for_keys_once() -> None:
    async def scenario() -> None:
        async with provider([KEY]) as keys:
            keys.delay_seconds = 0.05
            subject = verifier(keys.url, Clock())
            tokens = [access_token(KEY, START, {"jti": str(index)}) for index in range(50)]
            assert await asyncio.gather(*(status(subject, token) for token in tokens)) == [200] * 50
            assert keys.requests == 1

    asyncio.run(scenario())


def test_one_who_gives_up_waiting_for_keys_takes_nothing_from_the_others() -> None:
    async def scenario() -> None:
        async with provider([KEY]) as keys:
            keys.delay_seconds = 0.05
            subject = verifier(keys.url, Clock())
            hasty = asyncio.create_task(status(subject, access_token(KEY, START)))
            patient = asyncio.create_task(status(subject, access_token(KEY, START, {"jti": "2"})))
            await asyncio.sleep(0)
            hasty.cancel()
            assert await patient == 200
            assert keys.requests == 1

    asyncio.run(scenario())


def test_back_channel_logout_ends_one_session_and_a_second_time_it_is_a_replay() -> None:
    async def scenario() -> None:
        async with provider([KEY]) as keys:
            subject = verifier(keys.url, Clock())
            mine, notice = access_token(KEY, START), logout_token(KEY, START)
            assert await status(subject, mine) == 200
            told = await subject.end_session(notice)
            assert (told.session_id, told.subject) == ("session-1", "a1b2")
            assert await status(subject, mine) == 401
            assert await status(subject, access_token(KEY, START, {"sid": "session-2"})) == 200
            assert await logout_status(subject, notice) == 400

    asyncio.run(scenario())


def test_back_channel_logout_without_session_ends_all_of_the_person_until_a_new_sign_in() -> None:
    async def scenario() -> None:
        clock = Clock()
        async with provider([KEY]) as keys:
            subject = verifier(keys.url, clock)
            assert await logout_status(subject, logout_token(KEY, START, {"sid": None})) == 200
            assert await status(subject, access_token(KEY, START, {"sid": "any"})) == 401
            assert await status(subject, access_token(KEY, START, {"sub": "bob"})) == 200
            clock.now += 1
            assert await status(subject, access_token(KEY, clock.now, {"sid": "new"})) == 200

    asyncio.run(scenario())


EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.mark.parametrize(
    ("claims", "header"),
    [
        ({}, {"typ": "JWT"}),
        ({"nonce": "n"}, {}),
        ({"aud": "other"}, {}),
        ({"aud": AUDIENCE}, {}),
        ({"iss": "http://evil.test"}, {}),
        ({"events": None}, {}),
        ({"events": {"x": {}}}, {}),
        ({"events": {EVENT: "x"}}, {}),
        ({"jti": None}, {}),
        ({"sid": None, "sub": None}, {}),
        ({"exp": START + 121}, {}),
        ({"exp": START - 31, "iat": START - 60}, {}),
        ({}, {"kid": "x"}),
    ],
)
def test_a_logout_token_is_refused_with_400(claims: dict[str, object], header: dict[str, object]) -> None:
    async def scenario() -> None:
        async with provider([KEY]) as keys:
            token = logout_token(KEY, START, claims, **header)
            assert await logout_status(verifier(keys.url, Clock()), token) == 400

    asyncio.run(scenario())


def test_a_logout_token_while_keys_are_out_of_reach_is_503_so_that_the_provider_tries_again() -> None:
    async def scenario() -> None:
        async with provider([KEY]) as keys:
            keys.status = 500
            assert await logout_status(verifier(keys.url, Clock()), logout_token(KEY, START)) == 503

    asyncio.run(scenario())
