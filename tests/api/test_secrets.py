"""Rotating a server's keys, of which no exchange was captured; and that no answer with a value is quoted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.api.replay import reply, serving
from tui.api.client import Client
from tui.api.secrets import ServerKey
from tui.errors import InvalidResponse, NotFound
from tui.model.secret import Secret
from tui.model.stored_secret import RotatedKey

KEY = Secret("ik_key")
ROTATED = {"success": True, "message": "…", "apiKey": "ik_new", "oldKeyExpiresAt": "2026-11-28T12:00:00.000Z"}


async def test_a_rotation_tells_the_new_key_and_the_old_ones_end() -> None:
    async with serving(reply(200, ROTATED)) as server, Client(server.url, KEY) as client:
        rotated = await client.secrets.rotate(ServerKey.API, 24)
    assert rotated == RotatedKey(Secret("ik_new"), datetime(2026, 11, 28, 12, tzinfo=UTC))
    (asked,) = server.received
    assert (asked.method, asked.target, asked.json()) == (
        "POST",
        "/api/secrets/api-key/rotate",
        {"gracePeriodHours": 24},
    )


async def test_the_anon_key_is_rotated_at_an_address_of_its_own() -> None:
    answer = {**ROTATED, "anonKey": "anon_new"}
    async with serving(reply(200, answer)) as server, Client(server.url, KEY) as client:
        assert (await client.secrets.rotate(ServerKey.ANON, 0)).key == Secret("anon_new")
    assert server.received[0].target == "/api/secrets/anon-key/rotate"


@pytest.mark.parametrize("answer", [{**ROTATED, "apiKey": ""}, {**ROTATED, "success": False}, [ROTATED]])
async def test_an_answer_that_is_not_understood_is_not_quoted(answer: object) -> None:
    async with serving(reply(200, answer)) as server, Client(server.url, KEY) as client:
        with pytest.raises(InvalidResponse) as raised:
            await client.secrets.rotate(ServerKey.API, 24)
    assert raised.value.excerpt == ""


async def test_a_value_of_the_wrong_kind_is_not_quoted() -> None:
    async with serving(reply(200, {"value": ["hidden"]})) as server, Client(server.url, KEY) as client:
        with pytest.raises(InvalidResponse) as raised:
            await client.secrets.value("A")
    assert (raised.value.excerpt, "hidden" in str(raised.value)) == ("", False)


async def test_a_server_without_it_says_so_and_the_new_key_can_be_asked_for() -> None:
    gone = reply(404, {"error": "NOT_FOUND", "message": "Endpoint not found", "statusCode": 404})
    async with serving(gone, reply(200, {"apiKey": "ik_now"})) as server, Client(server.url, KEY) as client:
        with pytest.raises(NotFound):
            await client.secrets.rotate(ServerKey.ANON, 24)
        assert await client.secrets.api_key() == Secret("ik_now")
