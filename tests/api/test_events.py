"""The stream of changes is read as captured, in pieces of any size, and nothing in it is an error."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.replay import Reply, Then, html, reply, serving
from tests.cases import cases
from tui.api.client import Client, Timeouts
from tui.api.events import EventParser, server_change
from tui.errors import ApiError, InvalidResponse, NotFound, ResponseLost, Unauthorised, Unreachable
from tui.model.secret import Secret
from tui.model.server_change import ServerChange, Told

CAPTURED = (Path(__file__).parents[1] / "wire" / "events.txt").read_text(encoding="utf-8").partition("\n\n")[2]
KEY = Secret("ik_x")
TOLD = [
    ServerChange(Told.READY),
    ServerChange(Told.FUNCTIONS),
    ServerChange(Told.FUNCTIONS, "sse"),
    ServerChange(Told.FUNCTIONS),
]
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache, no-transform\r\n\r\n"


def read(pieces: list[bytes]) -> list[str]:
    parser = EventParser()
    return [data for piece in pieces for data in parser.take(piece)]


def changes_in(pieces: list[bytes]) -> list[ServerChange | None]:
    return [server_change(data) for data in read(pieces)]


@given(st.lists(st.integers(0, len(CAPTURED)), max_size=20), st.sampled_from(["\n", "\r", "\r\n"]))
def test_the_captured_stream_says_the_same_however_it_is_cut(cuts: list[int], end: str) -> None:
    whole = (": keepalive\n\nevent: x\nid: 1\n" + CAPTURED).replace("\n", end).encode()
    places = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    pieces = [whole[start:stop] for start, stop in pairwise(places)]
    assert changes_in(pieces) == TOLD


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_nothing_that_a_server_sends_is_an_error(pieces: list[bytes]) -> None:
    changes_in([*pieces, b"\n\n", b'data: {"type":"ready"}\n\n'])


@cases(
    ("data", "change"),
    [
        ('{"type":"data-update","resource":"secrets"}', ServerChange(Told.SECRETS)),
        ('{"type":"data-update","resource":"schedules"}', ServerChange(Told.SCHEDULES)),
        ('{"type":"data-update","resource":"users","data":{"slug":"x"}}', ServerChange(Told.OTHER, "x")),
        ('{"type":"data-update","resource":["functions"],"data":[]}', ServerChange(Told.OTHER)),
        ('{"type":"data-update","resource":"functions","data":{"slug":7}}', ServerChange(Told.FUNCTIONS)),
        ('{"type":"mcp-connected"}', None),
        ('{"type":["ready"]}', None),
        ("[]", None),
        ("{", None),
        ("[" * 100_000, None),
    ],
)
def test_what_is_not_known_is_passed_over(data: str, change: ServerChange | None) -> None:
    assert server_change(data) == change


def test_an_endless_line_takes_no_memory_and_what_comes_behind_it_is_read() -> None:
    parser = EventParser()
    for _ in range(200):
        assert parser.take(b"data: " + b"x" * 10_000) == []
    assert len(parser._rest) < 100_000
    assert parser.take(b'\n\ndata: {"type":"ready"}\n\n') == ['{"type":"ready"}']


def test_data_of_several_lines_is_one_event() -> None:
    assert read([b"data: a\ndata:b\n\n\n\n"]) == ["a\nb"]


async def heard(server: Reply, read_seconds: float = 20.0) -> tuple[list[ServerChange], ApiError | None]:
    found: list[ServerChange] = []
    async with serving(server) as replay, Client(replay.url, KEY, timeouts=Timeouts(read_seconds)) as client:
        try:
            async with aclosing(client.events.changes()) as changes:
                async for change in changes:
                    found.append(change)
        except ApiError as error:
            return found, error
        finally:
            if replay.received:
                assert replay.received[0].target == "/api/dashboard/events"
                assert replay.received[0].headers["authorization"] == "Bearer ik_x"
                assert replay.received[0].headers["accept"] == "text/event-stream"
                assert replay.received[0].headers["accept-encoding"] == "identity"
        return found, None


async def test_a_stream_that_ends_is_no_error() -> None:
    assert await heard(Reply(HEAD, Then.CLOSE, (CAPTURED[:30].encode(), CAPTURED[30:].encode()))) == (TOLD, None)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(404, {"error": "NOT_FOUND", "message": "no such endpoint", "statusCode": 404}), NotFound),
        (reply(401, {"error": "AUTH_INVALID_API_KEY", "message": "no", "statusCode": 401}), Unauthorised),
        (html(200), InvalidResponse),
        (reply(200, {"functions": []}), InvalidResponse),
        (html(502), InvalidResponse),
        (Reply(HEAD, Then.RESET, (b"data: ",)), ResponseLost),
        (Reply(b"", Then.RESET), (ResponseLost, Unreachable)),
    ],
    ids=lambda value: "" if isinstance(value, Reply) else str(value),
)
async def test_what_is_no_stream_is_the_error_that_it_is_for_any_call(answer: Reply, kind: type[ApiError]) -> None:
    found, error = await heard(answer)
    assert found == []
    assert isinstance(error, kind)


async def test_whoever_stops_listening_closes_the_connection() -> None:
    async with (
        serving(Reply(HEAD, Then.HANG, (CAPTURED.encode(),))) as replay,
        Client(replay.url, Secret("x")) as client,
    ):
        async with aclosing(client.events.changes()) as changes:
            assert await anext(changes) == TOLD[0]
        async with asyncio.timeout(20):
            await replay.left.wait()
