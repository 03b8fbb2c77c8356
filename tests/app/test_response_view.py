"""The response on the screen: as it comes, folded, searched, copied, saved, followed; what can't be shown is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.geometry import Region
from textual.pilot import Pilot

from tests.app.scripted import URL, Script, ScriptedServer, answered
from tests.console_fixture import HELLO, FixtureConsole, function, press, press_meanwhile, settled, typed, until
from tests.screen_text import shown_text
from tui.app.runner.body_view import BodyView
from tui.app.widgets.field import Field
from tui.errors import ResponseLost
from tui.model.invocation import BodyPiece, ResponseEnd, ResponseHead
from tui.sessions import response
from tui.sessions.json_view import JsonLines

ORDERS = {"orders": [{"id": number, "name": f"Order {number}", "lines": [1, 2]} for number in range(3)], "next": None}
BODY = json.dumps(ORDERS).encode()
STREAM = ResponseHead(200, (("content-type", "text/event-stream"),), 0.02, URL)


def console(*scripts: Script) -> tuple[FixtureConsole, ScriptedServer]:
    server = ScriptedServer(scripts[-1], *scripts[:-1])
    server.functions = (function("greet", "Greet", "active", 1, HELLO),)
    return FixtureConsole(server), server


async def opened(pilot: Pilot[int]) -> None:
    """Run the function once and go to its response."""
    await press(pilot, "x", "ctrl+r", "f6", "f6")


def words(app: FixtureConsole) -> str:
    return " ".join(shown_text(app).split())


async def test_json_is_folded_at_the_cursor_and_by_level() -> None:
    app, _ = console(answered(BODY))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await opened(pilot)
        assert ">-{" in shown_text(app)
        assert '- "orders": [' in shown_text(app)
        await press(pilot, "2")
        assert '+ "orders": [ 24 lines ],' in shown_text(app)
        await press(pilot, "3", "down", "down")
        assert ">+ { 6 lines }," in shown_text(app)
        await press(pilot, "right")
        assert '"name": "Order 0"' in shown_text(app)
        assert '"name": "Order 1"' not in shown_text(app)
        # From within: first what is around the cursor, then what is around that.
        await press(pilot, "down", "left")
        assert '"name": "Order 0"' not in shown_text(app)
        await press(pilot, "left")
        assert '>+ "orders": [ 24 lines ],' in shown_text(app)
        # What was folded inside comes back.
        await press(pilot, "enter")
        assert "+ { 6 lines }," in shown_text(app)
        await press(pilot, "0")
        assert '"name": "Order 1"' in shown_text(app)


async def test_a_search_goes_to_its_matches_and_opens_what_hides_them() -> None:
    app, _ = console(answered(BODY))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await opened(pilot)
        await press(pilot, "1", "slash")
        await press(pilot, typed("order 2"))
        assert '> "name": "Order 2"' in shown_text(app)
        assert "1 of 1" in shown_text(app)
        await press(pilot, "backspace", "enter")
        assert isinstance(app.screen.focused, BodyView)
        await press(pilot, "n")
        assert "1 of 3" in shown_text(app)
        await press(pilot, "n")
        assert '> "name": "Order 1"' in shown_text(app)
        await press(pilot, "N")
        assert '> "name": "Order 0"' in shown_text(app)
        await press(pilot, "slash", "escape", "n")
        assert "Nothing to find yet" in shown_text(app)
        await press(pilot, "slash", *"zzz")
        assert "Not found: zzz" in shown_text(app)


async def test_a_stream_is_followed_until_the_cursor_leaves_its_end() -> None:
    app, server = console((STREAM, BodyPiece(b"data: 0\n\n", 0.03)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x")
        await press_meanwhile(pilot, "ctrl+r")
        await until(pilot, lambda: "data: 0" in shown_text(app))
        assert ".. 200 OK · first byte 20 ms · 9 B so far" in shown_text(app)
        for number in range(1, 60):
            server.more.put_nowait(BodyPiece(f"data: {number}\n\n".encode(), 0.1))
        await until(pilot, lambda: "data: 59" in shown_text(app))
        await press_meanwhile(pilot, "f6", "f6", "g")
        server.more.put_nowait(BodyPiece(b"data: 60\n\n", 0.1))
        await until(pilot, lambda: "B so far" in shown_text(app) and app.screen.query_one(BodyView).row_count == 122)
        assert "data: 60" not in shown_text(app)
        await press_meanwhile(pilot, "end")
        server.more.put_nowait(BodyPiece(b"data: 61\n\n", 0.1))
        await until(pilot, lambda: "data: 61" in shown_text(app))
        server.more.put_nowait(ResponseEnd(2.5))
        await until(pilot, lambda: "ok 200 OK · first byte 20 ms · 2.50 s" in shown_text(app))


async def test_escape_stops_a_stream_and_keeps_what_came() -> None:
    app, server = console((STREAM, BodyPiece(b"data: 0\n", 0.03)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x")
        await press_meanwhile(pilot, "ctrl+r")
        await until(pilot, lambda: "data: 0" in shown_text(app))
        await press_meanwhile(pilot, "escape")
        await until(pilot, lambda: server.left == 1)
        assert "Stopped: the answer is shown as far as it came." in words(app)
        assert "data: 0" in shown_text(app)


async def test_an_answer_that_is_cut_shows_what_came() -> None:
    app, _ = console(
        (
            STREAM._replace(headers=(("content-type", "application/json"),)),
            BodyPiece(b'{"a": [1,', 0.1),
            ResponseLost("cut"),
        )
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await opened(pilot)
        assert "!! 200 OK" in shown_text(app)
        assert "The connection was cut. The answer is shown as far as it came." in words(app)
        assert '- "a": [' in shown_text(app)


NO_TEXT: tuple[tuple[Script, str], ...] = (
    (answered(b"", 204, ""), "204 means that there is no body."),
    (answered(b"", 200, ""), "There is no body."),
    (
        answered(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0", 200, "image/png"),
        "An image (PNG 640x480): s saves it to a file.",
    ),
    (answered(b"\0\1\2", 200, "application/zip"), "The body is no text: s saves it to a file."),
    (
        answered(b"", 302, "", headers=(("location", "https://else\x1bwhere/"),)),
        "It redirects to https://else^[where/, which was not followed",
    ),
)


async def test_what_is_no_text_is_said_in_words() -> None:
    app, _ = console(*(script for script, _ in NO_TEXT))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x")
        for _, said in NO_TEXT:
            await press(pilot, "ctrl+r")
            assert said in words(app)
            assert "\x1b" not in shown_text(app)


async def test_text_that_is_hostile_or_no_json_is_shown_inert() -> None:
    body = '{"a": oops}\n\x1b[31mred\u202egnp\n\u2764\ufe0f \U0001f44d\U0001f3fd!\n'
    app, _ = console(answered(body.encode(), 200, "application/json"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await opened(pilot)
        assert '{"a": oops}' in shown_text(app)
        assert "[31mred" in shown_text(app)
        assert not {"\x1b", "\u202e"} & set(shown_text(app))
        # Emoji are what people write: what varies them is no question mark.
        assert "\u2764 \U0001f44d!" in shown_text(app)
        await press(pilot, "left")
        assert "Only JSON can be folded." in shown_text(app)


async def test_headers_stand_in_place_of_the_body_and_back_and_the_body_is_copied_as_it_came() -> None:
    app, _ = console(answered(BODY, headers=(("x-odd", "a\x1bb"),)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await opened(pilot)
        await press(pilot, "h")
        assert "x-odd: a^[b" in shown_text(app)
        assert '"orders"' not in shown_text(app)
        await press(pilot, "h")
        assert '"orders"' in shown_text(app)
        await press(pilot, "y")
        assert app.clipboard == BODY.decode()
        assert "characters" in shown_text(app)


async def test_a_redirect_is_followed_when_it_is_asked_for_and_what_proves_who_calls_stays_with_its_server() -> None:
    app, server = console(
        redirected(303, "/functions/other?a=1"),
        answered(b"there", 200, "text/plain"),
        redirected(302, "mailto:somebody"),
        redirected(307, "https://elsewhere.example/a"),
        answered(b"ok"),
    )
    async with app.run_test(size=(80, 24)) as pilot:
        # With the key and a header of its own.
        await press(pilot, "x", "tab", "tab", "tab", "space", "tab", "end", "enter", typed("x-mine: 1"))
        await press(pilot, "ctrl+r", "f6", "f6", "f6")
        [(_, call)] = server.called
        assert (call.with_key, call.headers[-1]) == (True, ("x-mine", "1"))
        await press(pilot, "f")
        assert "there" in shown_text(app)
        _, call = server.called[1]
        assert (call.method, call.url, call.body) == ("GET", "http://localhost:7130/functions/other?a=1", b"")
        assert (call.with_key, call.headers) == (True, (("x-mine", "1"),))
        await press(pilot, "f")
        assert "The response is no redirect." in shown_text(app)
        # To nowhere.
        await press(pilot, "ctrl+r", "f")
        assert "leads to no address that can be called" in words(app)
        assert len(server.called) == 3
        # To another server.
        await press(pilot, "ctrl+r", "f")
        _, call = server.called[4]
        assert (call.url, call.with_key, call.method) == ("https://elsewhere.example/a", False, "POST")
        assert (call.headers, call.body) == ((), b"")
        assert "headers, auth and body stayed here" in words(app)


def redirected(status: int, location: str) -> Script:
    return answered(b"", status, "", headers=(("location", location),))


async def test_the_body_is_saved_and_no_file_overwritten_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    body = b"\0\1" * 300
    there = tmp_path / "body"
    app, _ = console(answered(body, 200, "application/zip"))
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await opened(pilot)
        await press(pilot, "s", typed("body"), "enter")
        assert there.read_bytes() == body
        assert "600 bytes written to body." in words(app)
        there.write_bytes(b"mine")
        await press(pilot, "s", typed("body"), "enter")
        assert "Overwrite the file?" in shown_text(app)
        await press(pilot, "enter")
        assert there.read_bytes() == b"mine"
        await press(pilot, "s", typed("body"), "enter", "2")
        assert there.read_bytes() == body
        await press(pilot, "s", typed("no/body"), "enter")
        assert "Not saved:" in shown_text(app)
        await press(pilot, "s", "escape")
        assert isinstance(app.screen.focused, BodyView)
        await press(pilot, "s")
        app.screen.query_one("#response-box-text", Field).value = "~a\0b"
        await press(pilot, "enter")
        assert "Not saved: there is no such user's folder: ~a^@b" in shown_text(app)


async def test_a_long_body_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    # In place of 16 MiB: still long enough to be read beside the screen.
    monkeypatch.setattr(response, "MOST_KEPT_BYTES", 2_000_000)
    body = b"[" + b'"0123456789",' * (2_000_000 // 13 + 9) + b"1]"
    app, _ = console(answered(body, piece_bytes=1 << 18))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await opened(pilot)
        assert "Only its first 2.0 MB are kept and shown." in words(app)
        lines = app.screen.query_one(BodyView).lines
        assert isinstance(lines, JsonLines)
        assert lines.is_read
        assert lines.error is None
        await press(pilot, "end")
        assert '"0123456789"' in shown_text(app)


async def test_long_lines_are_scrolled_sideways_and_a_new_request_shows_nothing_of_the_old_answer() -> None:
    app, _ = console(answered(b"0123456789" * 30, 200, "text/plain"), ())
    async with app.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        await opened(pilot)
        assert "> 0123456789" in shown_text(app)
        await press(pilot, "shift+right")
        assert "> 890123456789" in shown_text(app)
        await press(pilot, "shift+left")
        assert "> 0123456789" in shown_text(app)
        await press_meanwhile(pilot, "ctrl+r")
        await until(pilot, lambda: "Waiting for the function" in shown_text(app))
        assert "0123456789" not in shown_text(app)


async def test_the_cursor_is_in_sight_at_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    app, _ = console(answered(json.dumps(list(range(300))).encode()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await opened(pilot)
        body = app.screen.query_one(BodyView)
        for size in ((120, 40), (80, 24), (60, 20)):
            await pilot.resize_terminal(*size)
            await press(pilot, "end")
            assert "> ]" in shown_text(app), size
            assert body.region.bottom <= size[1]
            await press(pilot, "home", "pagedown", "pagedown")
            assert f"> {body.row - 1}," in shown_text(app), size
        # The rows that a step changes are painted, where they stand on the screen.
        painted: list[Region] = []
        monkeypatch.setattr(body, "refresh", lambda *regions: painted.extend(regions))
        body.moves["up"]()
        below = body.row + 1 - body.scroll_offset.y
        assert [region.y for region in painted] == [below - 1, below]
