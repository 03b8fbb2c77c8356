"""A call told piece by piece: head, body and end; what is sent of the key; what becomes of it when it is cut."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import aclosing
from dataclasses import replace

import pytest

from tests.api.replay import Reply, Then, reply, serving
from tui.api.client import Client, Timeouts
from tui.api.invocations import PIECE_BYTES
from tui.errors import ApiError, InvalidResponse, ResponseLost, Unreachable, UnreachableReason
from tui.model.invocation import BodyPiece, InvocationCall, InvocationEvent, ResponseEnd, ResponseHead
from tui.model.secret import Secret

KEY = Secret("ik_key")


async def told(
    url: str, call: InvocationCall, slug: str = "greet", *, read_only: bool = False
) -> list[InvocationEvent]:
    """Everything a call yields."""
    async with Client(url, KEY, read_only=read_only) as client:
        return [event async for event in client.invocations.stream(slug, call)]


async def until_it_fails(
    url: str, call: InvocationCall, connect_seconds: float = 30
) -> tuple[list[InvocationEvent], ApiError]:
    """What a call yields before it fails, and how it does."""
    seen: list[InvocationEvent] = []
    async with Client(url, KEY, timeouts=Timeouts(connect_seconds=connect_seconds)) as client:
        try:
            async for event in client.invocations.stream("greet", call):
                seen.append(event)
        except ApiError as error:
            return seen, error
    raise AssertionError("it did not fail")


def body_of(events: list[InvocationEvent]) -> bytes:
    return b"".join(event.data for event in events if isinstance(event, BodyPiece))


def head_of(events: list[InvocationEvent]) -> ResponseHead:
    assert isinstance(events[0], ResponseHead)
    return events[0]


async def test_a_call_tells_its_head_its_body_and_its_end_in_the_order_of_time() -> None:
    async with serving(reply(201, {"a": 1}, headers={"X-Seen": "yes"})) as server:
        call = InvocationCall("PUT", "/more", "a=1", (("x-mine", "1"), ("Connection", "close")), b"{}")
        events = await told(server.url, call, "gre et")
    head, end = head_of(events), events[-1]
    assert (head.status, head.header("x-seen"), head.header("X"), body_of(events)) == (201, "yes", "", b'{"a": 1}')
    assert isinstance(end, ResponseEnd)
    assert 0 < head.seconds <= end.seconds
    received = server.received[0]
    assert (received.method, received.target, received.body) == ("PUT", "/functions/gre%20et/more?a=1", b"{}")
    assert received.headers["x-mine"] == "1"
    assert "authorization" not in received.headers


async def test_pieces_come_while_the_answer_goes_on() -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
    async with (
        serving(Reply(head, Then.HANG, (b"data: 1\n\n", b"data: 2\n\n"))) as server,
        Client(server.url, KEY) as client,
    ):
        seen = b""
        async with aclosing(client.invocations.stream("greet", InvocationCall())) as events:
            async for event in events:
                seen += event.data if isinstance(event, BodyPiece) else b""
                if seen.endswith(b"2\n\n"):
                    break
        async with asyncio.timeout(10):
            await server.left.wait()


async def test_cancelling_closes_the_connection() -> None:
    async with serving(Reply(then=Then.HANG)) as server, Client(server.url, KEY) as client:

        async def call() -> None:
            async for _ in client.invocations.stream("greet", InvocationCall()):
                pass

        task = asyncio.ensure_future(call())
        await server.asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(10):
            await server.left.wait()


@pytest.mark.parametrize("begun", [False, True])
async def test_a_call_waits_as_long_as_it_is_told(begun: bool) -> None:
    raw = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc" if begun else b""
    async with serving(Reply(raw, Then.HANG)) as server:
        seen, error = await until_it_fails(server.url, InvocationCall("GET", timeout_seconds=0.1))
    assert isinstance(error, ResponseLost)
    assert error.timed_out
    assert body_of(seen) == (b"abc" if begun else b"")


@pytest.mark.parametrize("asks", [True, False])
async def test_the_key_goes_along_only_when_it_is_asked_for(asks: bool) -> None:
    async with serving(reply(200, "ok")) as server:
        await told(server.url, InvocationCall(with_key=asks))
    assert server.received[0].headers.get("authorization") == ("Bearer ik_key" if asks else None)


@pytest.mark.parametrize("name", ["base", "url"])
async def test_the_key_goes_to_no_other_server(name: str) -> None:
    async with serving(reply(200, "ok")) as server, serving(reply(200, "ok")) as other:
        bare = InvocationCall("GET", base=other.url) if name == "base" else InvocationCall("GET", url=other.url)
        with pytest.raises(Unreachable) as caught:
            await told(server.url, replace(bare, with_key=True))
        assert caught.value.reason is UnreachableReason.OTHER
        assert (server.received, other.received) == ([], [])
        assert body_of(await told(server.url, bare)) == b"ok"
    assert other.received[0].target == ("/greet" if name == "base" else "/")


async def test_a_redirect_is_an_answer() -> None:
    async with serving(reply(302, "", headers={"Location": "/elsewhere"})) as server:
        events = await told(server.url, InvocationCall("GET"))
    assert (head_of(events).status, head_of(events).header("location")) == (302, "/elsewhere")
    assert len(server.received) == 1


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("POST", 204), ("GET", 304)])
async def test_answers_without_a_body_end(method: str, status: int) -> None:
    raw = f"HTTP/1.1 {status} OK\r\ncontent-length: 400\r\ncontent-encoding: gzip\r\n\r\n" if method == "HEAD" else ""
    async with serving(Reply((raw or f"HTTP/1.1 {status} No\r\n\r\n").encode())) as server:
        events = await told(server.url, InvocationCall(method))
    assert [type(event) for event in events] == [ResponseHead, ResponseEnd]


async def test_compressed_bodies_come_unpacked_in_bounded_pieces() -> None:
    text = b"0123456789" * 300_000
    packed = gzip.compress(text, mtime=0)
    async with serving(reply(200, packed, headers={"content-encoding": "gzip"})) as server:
        events = await told(server.url, InvocationCall("GET"))
    assert body_of(events) == text
    assert max(len(event.data) for event in events if isinstance(event, BodyPiece)) == PIECE_BYTES


@pytest.mark.parametrize("body", [b"no gzip at all", gzip.compress(b"a" * 1000, mtime=0)[:-9]])
async def test_a_body_that_cant_be_unpacked_is_told_behind_its_head(body: bytes) -> None:
    async with serving(reply(200, body, headers={"content-encoding": "gzip"})) as server:
        seen, error = await until_it_fails(server.url, InvocationCall("GET"))
    assert isinstance(error, InvalidResponse)
    assert head_of(seen).status == 200


async def test_an_answer_cut_in_its_body_is_lost_and_what_came_is_told() -> None:
    raw = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"
    async with serving(Reply(raw, Then.CLOSE)) as server:
        seen, error = await until_it_fails(server.url, InvocationCall())
    assert isinstance(error, ResponseLost)
    assert body_of(seen) == b"abc"
    assert len(server.received) == 1


async def test_a_read_only_profile_sends_what_changes_nothing() -> None:
    async with serving(reply(200, "ok")) as server:
        with pytest.raises(Unreachable):
            await told(server.url, InvocationCall("POST"), read_only=True)
        assert body_of(await told(server.url, InvocationCall("GET"), read_only=True)) == b"ok"
    assert len(server.received) == 1


async def test_a_header_that_cant_be_written_sends_nothing() -> None:
    async with serving(reply(200, "ok")) as server:
        with pytest.raises(Unreachable):
            await told(server.url, InvocationCall(headers=(("x-ä", "1"),)))
    assert server.received == []


async def test_many_calls_may_share_a_connection() -> None:
    async with serving(reply(200, "ok"), reply(200, "ok")) as server, Client(server.url, KEY) as client:
        for _ in range(2):
            async for _event in client.invocations.stream("greet", InvocationCall(shares_connections=True)):
                pass
    assert (len(server.received), server.connections) == (2, 1)


def test_what_a_call_holds_is_not_in_its_words() -> None:
    assert "secret" not in repr(InvocationCall(headers=(("authorization", "secret"),), body=b"secret"))


@pytest.mark.parametrize("then", [Then.CLOSE, Then.RESET])
async def test_an_answer_cut_at_any_byte_is_told_and_nothing_is_sent_twice(then: Then) -> None:
    whole = reply(200, {"count": 1}).raw
    head = whole.index(b"\r\n\r\n") + 4
    for cut in range(len(whole)):
        async with serving(Reply(whole[:cut], then)) as server:
            seen, error = await until_it_fails(server.url, InvocationCall(body=b"{}"))
        assert isinstance(error, ResponseLost | InvalidResponse), cut
        assert (len(server.received), bool(seen)) == (1, cut >= head and bool(seen))
        assert whole[head:].startswith(body_of(seen))
