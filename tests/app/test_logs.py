"""The logs on the screen: followed, paused, filtered, looked through, and what is said where there is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.console_fixture import FUNCTIONS, HELLO, NOW, FixtureConsole, function, press, settled, turn, typed, until
from tests.logs_fixture import LoggingServer, called, keeping_no_output, plain, printed, printing
from tests.screen_text import shown_rows, shown_text
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.logs.screen import LogsScreen
from tui.app.shell.routes import OpenFunction, OpenLogs
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.field import Field
from tui.errors import ApiError, NotFound, Unauthorised, Unreachable, UnreachableReason
from tui.flows.connect import Missing
from tui.model.log import BACKEND_LOGS, LogEntry
from tui.sessions.log_rows import Gap
from tui.store.history import HistoryStore

SIZE = (80, 24)


def logs(app: FixtureConsole) -> LogsScreen:
    screen = app.screen
    assert isinstance(screen, LogsScreen)
    return screen


def selected(app: FixtureConsole) -> str:
    row = logs(app).lines.row
    return row.missing.value if isinstance(row, Gap) else "" if row is None else row.message


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


async def passes(pilot: Pilot[int], seconds: float) -> None:
    """Let staged time pass, a second at a time, and what each brings."""
    for _ in range(round(seconds)):
        turn(pilot, 1)
        await settled(pilot)


async def test_what_is_logged_appears_by_itself_and_the_selection_stays_at_the_end() -> None:
    server = printing()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        assert "Logs: function output following" in shown_text(app)
        assert selected(app) == "[hello-world] done in 12 ms"
        server.log(printed(5, "one more"))
        await passes(pilot, 1)
        assert selected(app) == "[hello-world] one more"
        assert "one more" in shown_text(app)
        assert shown_text(app).count("done in 12 ms") == 1


async def test_moving_up_pauses_nothing_is_asked_then_and_f_and_end_follow_again() -> None:
    server = printing()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "up")
        assert "paused: f follows" in shown_text(app)
        reads = len(server.log_reads)
        server.log(printed(5, "came meanwhile"))
        await passes(pilot, 20)
        assert len(server.log_reads) == reads
        assert selected(app) == "[hello-world] retrying"
        await press(pilot, "f")
        assert selected(app) == "[hello-world] came meanwhile"
        await press(pilot, "up", "end")
        assert "following" in shown_text(app)
        await press(pilot, "f")
        assert "paused" in shown_text(app)
        # Nor is it asked while another screen is over it, but at once when it is back.
        await press(pilot, "f", "1")
        assert isinstance(app.screen, FunctionsScreen)
        reads = len(server.log_reads)
        await passes(pilot, 20)
        assert len(server.log_reads) == reads
        server.log(printed(4, "came behind it"))
        await press(pilot, "3")
        assert selected(app) == "[hello-world] came behind it"


async def test_a_view_remembers_its_place_and_its_filter_and_says_where_nothing_matches() -> None:
    app = FixtureConsole(printing())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "slash", typed("tick"), "enter", "up", "up", "1", "j", "3")
        assert selected(app) == "[daily-digest] tick 37"
        assert app.screen.query_one("#filter", Field).value == "tick"
        await press(pilot, "1")
        assert app.list_screen.table.state.place == 1
        # The function logged nothing of what was read.
        await press(pilot, "j", "l")
        assert "no line of 45 matches" in shown_text(app)


async def test_a_filter_stays_when_times_are_switched_and_is_there_to_edit() -> None:
    app = FixtureConsole(printing())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "slash", typed("hello -done"), "enter")
        assert selected(app) == "[hello-world] retrying"
        for _ in range(4):
            await press(pilot, "t")
            assert selected(app) == "[hello-world] retrying"
            assert "tick" not in shown_text(app)
        await press(pilot, "slash")
        assert app.screen.query_one("#filter", Field).value == "hello -done"
        await press(pilot, *["backspace"] * 6, "enter")
        assert selected(app) == "[hello-world] done in 12 ms"
        await press(pilot, "escape")
        assert "tick 39" in shown_text(app)


async def test_what_is_looked_for_is_told_apart_by_its_style_and_what_is_no_expression_is_told() -> None:
    app = FixtureConsole(printing())
    async with app.run_test(size=(120, 24)) as pilot:
        await press(pilot, "3", "slash", typed("/tick 3[0-4]/"), "enter")
        rows = [strip for strip in app.screen._compositor.render_strips() if "] tick 3" in strip.text]
        assert len(rows) == 5
        match = logs(app).lines.looks.match
        for strip in rows:
            found = [text for text, style, _ in strip if style is not None and style.bgcolor == match.bgcolor]
            assert "".join(found).startswith("tick 3")
        await press(pilot, "slash", "ctrl+u", typed("/tick(/"))
        assert "is no regular expression" in shown_text(app)
        # One that never ends is not tried.
        await press(pilot, "ctrl+u", typed("/(a+)+x/"))
        assert "may take for ever" in shown_text(app)


async def test_a_hundred_lines_of_one_time_over_a_pages_edge_are_all_there_once() -> None:
    server = LoggingServer(deployment_url="https://abc12.function2.insforge.app")
    server.log(printed(9, "before"), *(printed(5, f"line {number:03}") for number in range(100)), printed(1, "end"))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.parts.navigator.go(OpenLogs())
        screen = app.screen
        assert isinstance(screen, LogsScreen)
        screen.driver.state = replace(screen.driver.state, limit=20)
        await settled(pilot)
        await press(pilot, "home", "up", "up")
        messages = [row.message for row in screen.state.log.rows if isinstance(row, LogEntry)]
        lines = [f"[hello-world] line {number:03}" for number in range(100)]
        assert messages == ["[hello-world] before", *lines, "[hello-world] end"]


async def test_older_pages_come_when_the_top_is_reached_and_the_view_stays_where_it_was() -> None:
    server = LoggingServer(deployment_url="https://abc12.function2.insforge.app")
    server.log(*(printed(5_000 - number, f"line {number}") for number in range(1_000)))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        assert logs(app).state.log.count == 200
        await press(pilot, "home", "down", "down")
        assert logs(app).state.log.count == 1_000
        assert selected(app) == "[hello-world] line 802"
        await press(pilot, "home")
        assert selected(app) == "beginning"


async def test_for_lines_that_match_some_pages_are_read_by_themselves_and_more_when_asked() -> None:
    server = LoggingServer(deployment_url="https://abc12.function2.insforge.app")
    server.log(*(printed(30_000 - number, f"line {number}") for number in range(9_000)))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "slash", typed("line 8999"), "enter")
        await until(pilot, lambda: logs(app).state.log.count > 3_000)
        await settled(pilot)
        assert logs(app).state.log.count < 4_000
        await press(pilot, "up", "home")
        await until(pilot, lambda: logs(app).state.log.count > 6_000)


async def test_a_newest_self_hosted_server_says_once_that_it_keeps_no_output_and_shows_the_calls() -> None:
    app = FixtureConsole(keeping_no_output())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        text = shown_text(app)
        assert "This server has no output of functions" in text
        assert "docker logs -f insforge-deno" in text
        assert "Logs: calls following" in text
        assert selected(app).startswith("POST /functions/hello-world 200")
        assert "Secret check" not in text
        await passes(pilot, 1)
        assert "This server has no output of functions" in shown_text(app)
        await press(pilot, "escape")
        assert "This server has no output of functions" not in shown_text(app)
        await press(pilot, "s")
        assert "Secret check" in shown_text(app)
        assert "GET /insforge.logs" not in shown_text(app)
        await press(pilot, "s")
        assert "GET /insforge.logs" in shown_text(app)
        await press(pilot, "S", "S", "S")
        assert "No function has printed anything that this server keeps." in shown_text(app)
        await press(pilot, "s", "1", "3")
        assert "This server has no output of functions" not in shown_text(app)


async def test_an_older_server_may_only_have_nothing_to_say_yet() -> None:
    server = LoggingServer(version="2.1.0")
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        assert "Logs: function output following" in shown_text(app)
        assert "No function has printed anything that this server keeps." in shown_text(app)
        server.log(printed(1, "the first"))
        await passes(pilot, 2)
        assert selected(app) == "[hello-world] the first"
        assert "No function has printed" not in shown_text(app)


async def test_the_logs_of_one_function_and_of_all() -> None:
    app = FixtureConsole(keeping_no_output())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", "l")
        assert "Logs: calls of daily-digest" in shown_text(app)
        assert "stripe-webhook" not in shown_text(app)
        await press(pilot, "escape", "l")
        assert "stripe-webhook" in shown_text(app)
        await press(pilot, "up", "up", "l")
        assert "Logs: calls of stripe-webhook" in shown_text(app)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotFound(404, "NOT_FOUND", "no"), "has no such log (function.logs)"),
        (Unauthorised(401, "AUTH", "bad key"), "does not accept the key."),
        (Unreachable(UnreachableReason.REFUSED, "refused"), "Nothing listens at"),
    ],
)
async def test_what_can_not_be_read_is_said_inline_and_asked_again_ever_less_often(error: ApiError, said: str) -> None:
    server = printing()
    server.log_error = error
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        assert said in shown_text(app)
        assert "It is asked again by itself" in shown_text(app)
        is_lost = isinstance(error, Unreachable)
        assert ("not reached" in shown_rows(app)[0]) is is_lost
        assert ("+ deployment answers" in shown_rows(app)[0]) is not is_lost
        reads = len(server.log_reads)
        await passes(pilot, 300)
        assert reads + 1 < len(server.log_reads) < reads + 14
        # A view that the server has nothing for is greyed, and can be opened all the same.
        await press(pilot, "1")
        is_lacking = isinstance(error, NotFound)
        assert app.connection.lacking == ({"logs": "This server has no such log."} if is_lacking else {})
        server.log_error = None
        await press(pilot, "3", "r")
        assert app.connection.lacking == {}
        assert said not in shown_text(app)
        assert "! not reached" not in shown_rows(app)[0]
        assert selected(app) == "[hello-world] done in 12 ms"
        server.log_error = error
        await passes(pilot, 2)
        assert "The lines above are from before." in shown_text(app)


async def test_where_one_functions_lines_are_shown_the_way_back_to_all_is_named() -> None:
    server = printing()
    server.log(printed(9, "bye", slug="gone"))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        assert "l shows all functions'" not in shown_text(app)
        await press(pilot, "l")
        assert "lines; l shows all functions'" in shown_text(app)
        await press(pilot, "slash", typed("nowhere"), "enter")
        assert "matches; l shows all functions'" in shown_text(app)


async def test_a_trace_leads_to_its_line_of_the_code() -> None:
    server = printing()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "up", "up", "enter")
        assert isinstance(app.screen, EditorScreen)
        # Line 15 of what was deployed: the server puts 11 lines in front of module.exports.
        assert app.screen.code.cursor_location[0] == 3
        assert "The code was saved after this" not in shown_text(app)
        await press(pilot, "escape")
        server.put(function("hello-world", "Hello World", "active", 0, HELLO, "Returns a greeting"))
        await press(pilot, "enter")
        assert "The code was saved after this was logged: the error may stand elsewhere" in shown_text(app)


async def test_a_trace_leads_to_where_its_line_stands_by_now(tmp_path: Path) -> None:
    server = printing()
    app = FixtureConsole(server, history=HistoryStore(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        # What is opened is kept: the code that was deployed when the line was logged.
        await press(pilot, "3", "up", "up", "enter", "escape")
        await until(pilot, lambda: any(tmp_path.rglob("*.json")))
        named = HELLO.split("\n")[3]
        for code, row, said in (
            (f"// New.\n{HELLO}", 4, "its line is this one"),
            (
                f"// New.\n{HELLO}".replace(named, named.replace("Hello", "Good day")),
                4,
                "was changed or removed",
            ),
        ):
            server.put(function("hello-world", "Hello World", "active", 0, code))
            await press(pilot, "enter")
            assert isinstance(app.screen, EditorScreen)
            assert app.screen.code.cursor_location[0] == row
            assert said in shown_text(app)
            await press(pilot, "escape")


def damage(history: Path) -> None:
    """No version's code can be read any more."""
    for path in history.rglob("*.z"):
        path.write_bytes(b"damaged")


async def test_versions_that_can_not_be_read_leave_the_place_of_today(tmp_path: Path) -> None:
    server = printing()
    app = FixtureConsole(server, history=HistoryStore(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "up", "up", "enter", "escape")
        await until(pilot, lambda: any(tmp_path.rglob("*.json")))
        damage(tmp_path)
        server.put(function("hello-world", "Hello World", "active", 0, f"// New.\n{HELLO}"))
        await press(pilot, "enter")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.code.cursor_location[0] == 3
        assert "the versions kept here can't be read" in shown_text(app)


async def test_a_call_that_failed_leads_to_where_its_trace_does() -> None:
    server = printing()
    failed = called(57.9, "hello-world", 500)
    server.log(failed)
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "up", "up")
        assert selected(app) == failed.message
        await press(pilot, "enter")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.code.cursor_location[0] == 3


async def test_a_line_of_a_deleted_function_and_one_of_none_say_so() -> None:
    server = LoggingServer(deployment_url="https://abc12.function2.insforge.app")
    server.log(printed(9, "bye", slug="gone"), plain(5, "just so"))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "enter")
        assert "This line names no function." in shown_text(app)
        await press(pilot, "up", "enter")
        assert "The server has no function gone any more." in shown_text(app)


async def test_a_gap_says_so_and_enter_reads_it() -> None:
    server = LoggingServer(deployment_url="https://abc12.function2.insforge.app")
    server.log(printed(90_000, "old"))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "up")
        server.logs["function.logs"].most = 100
        server.log(*(printed(80_000 - number, f"line {number}") for number in range(3_000)))
        await press(pilot, "f")
        count = logs(app).state.log.count
        assert count < 3_000
        await press(pilot, "slash", *"old", "enter")
        assert "older lines were not read: enter reads them" in shown_text(app)
        assert isinstance(logs(app).lines.row, Gap)
        await press(pilot, "enter")
        assert logs(app).state.log.count > count


async def test_an_emptied_log_says_that_lines_may_be_missing() -> None:
    server = printing()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        server.logs["function.logs"].entries = [printed(1, "a new beginning")]
        await passes(pilot, 1)
        assert "lines may be missing here" in shown_text(app)
        assert selected(app) == "[hello-world] a new beginning"


async def test_hostile_lines_are_shown_inert() -> None:
    server = LoggingServer(deployment_url="https://abc12.function2.insforge.app")
    hostile = "\x1b]52;c;aGk=\x07\x1b[2J [bold red]markup[/] \u202egnp.exe \x9b31m \u0301\u200b\r\x00"
    server.log(printed(9, hostile), printed(8, "\ttabs\tand 日本語のログ行はとても長いので折り返される" * 4))
    app = FixtureConsole(server)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "3")
        text = shown_text(app)
        assert "[bold red]markup[/]" in text
        assert not set("\x1b\x07\x9b\u202e\x00\r") & set(text)
        assert all(len(row) <= 60 for row in shown_rows(app))
        await press(pilot, "w", "f4")
        await press(pilot, "escape", "up", "f4")
        assert not set("\x1b\x07\x9b\u202e\x00\r") & set(shown_text(app))


async def test_a_time_is_gone_to_and_what_is_none_is_told() -> None:
    server = LoggingServer(deployment_url="https://abc12.function2.insforge.app")
    server.log(*(printed(20 * (3_000 - number), f"line {number}") for number in range(3_000)))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "t", "ctrl+g", typed("soon"), "enter")
        assert "That is no time" in shown_text(app)
        await press(pilot, "ctrl+u", *"10h", "enter")
        assert selected(app) == "[hello-world] line 1200"
        assert "paused" in shown_text(app)
        assert logs(app).state.log.count < 3_000
        # Back at the newest, with what lies between told as not read.
        await press(pilot, "f")
        assert selected(app) == "[hello-world] line 2999"


async def test_logs_open_over_an_editor_at_a_time_and_lead_back_to_it() -> None:
    app = FixtureConsole(printing())
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.parts.navigator.go(OpenFunction(FUNCTIONS[0].summary))
        await settled(pilot)
        app.parts.navigator.go(OpenLogs("hello-world", NOW - timedelta(seconds=59)))
        await settled(pilot)
        assert len(app.screen_stack) == 3
        assert selected(app).startswith("[hello-world] \x1b[33mslow")
        await press(pilot, "1")
        assert "esc goes back" in shown_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen_stack[1] is app.screen


async def test_lines_are_counted_told_with_their_times_wrapped_or_cut_and_copied_as_text() -> None:
    app = FixtureConsole(printing())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        assert "info 45 lines" in " ".join(app.screen.query_one(StatusLine).resting.split())
        await press(pilot, "t")
        assert "23 Nov 11:59:30Z" in app.screen.query_one(StatusLine).resting
        assert "this function usually waits" in shown_text(app)
        await press(pilot, "w")
        assert "usually waits" not in shown_text(app)
        assert any(row.rstrip().endswith("…") for row in shown_rows(app))
        await press(pilot, "y")
        assert app.clipboard == "2026-11-23T11:59:30.000Z info [hello-world] done in 12 ms"
        await press(pilot, "m", "up", "up", "up", "y")
        lines = app.clipboard.splitlines()
        assert lines[0].endswith(
            "warning [hello-world] slow: 1,204 ms to the database, which is more than this function usually waits"
        )
        assert lines[2] == "        at default (file:///src/functions/hello-world.ts:15:11)"
        assert len(lines) == 5
        await press(pilot, "escape", "shift+up", "shift+up", "ctrl+c")
        assert len(app.clipboard.splitlines()) == 3


async def test_lines_are_written_to_a_new_file_and_none_is_overwritten(tmp_path: Path) -> None:
    app = FixtureConsole(printing())
    there = tmp_path / "there.txt"
    there.write_text("mine", encoding="utf-8")
    async with app.run_test(size=(120, 24)) as pilot:
        await press(pilot, "3", "slash", typed("hello"), "enter", "e")
        field = app.screen.query_one("#ask", Field)
        assert field.value.startswith("logs-all-2026")
        field.value = str(tmp_path / "new.txt")
        await press(pilot, "enter")
        assert "5 lines are in" in shown_text(app)
        await press(pilot, "slash", "ctrl+u", typed("done"), "enter", "e")
        field.value = str(tmp_path / "one.txt")
        await press(pilot, "enter")
        assert "1 line is in" in shown_text(app)
        written = (tmp_path / "new.txt").read_text(encoding="utf-8").splitlines()
        assert len(written) == 6
        assert "\x1b" not in "".join(written)
        await press(pilot, "e")
        field.value = str(there)
        await press(pilot, "enter")
        assert "is there already; nothing was written." in " ".join(shown_text(app).split())
        assert there.read_text(encoding="utf-8") == "mine"
        await press(pilot, "e")
        field.value = str(tmp_path / "no such folder" / "x.txt")
        await press(pilot, "enter")
        assert "can't be written" in shown_text(app)
        await press(pilot, "e")
        field.value = "~a\0b"
        await press(pilot, "enter")
        assert "There is no such home folder." in shown_text(app)
        field.value = str(tmp_path / "a\0b")
        await press(pilot, "enter")
        assert "there can't be a file of that name" in " ".join(shown_text(app).split())
    assert names_in(tmp_path) == ["new.txt", "one.txt", "there.txt"]


async def test_another_server_begins_anew() -> None:
    server = printing()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        assert app.connection.target is not None
        server.logs.clear()
        server.log(printed(3, "of another server"))
        await app.connection.connect(app.connection.target._replace(url="http://localhost:9999"))
        await settled(pilot)
        assert selected(app) == "[hello-world] of another server"
        assert "done in 12 ms" not in shown_text(app)


async def test_what_is_on_its_way_when_another_log_is_chosen_is_not_shown_there() -> None:
    server = printing()
    server.log(called(5, "hello-world"), source=BACKEND_LOGS)
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        server.log_hangs = True
        await pilot.press("3")
        await until(pilot, lambda: bool(server.log_reads))
        assert "Asking" in shown_text(app)
        server.log_hangs = False
        await pilot.press("s")
        await until(pilot, lambda: selected(app).startswith("POST"))
        assert "done in 12 ms" not in shown_text(app)


async def test_nothing_is_asked_for_while_nothing_happens_but_the_poll() -> None:
    server = printing()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        reads = len(server.log_reads)
        await passes(pilot, 60)
        # Ever less often, ten seconds apart at last.
        assert reads + 3 < len(server.log_reads) < reads + 16
        reads = len(server.log_reads)
        await press(pilot, "w")
        assert len(server.log_reads) == reads + 1


async def test_without_a_server_there_is_nothing_to_open() -> None:
    app = FixtureConsole(printing(), target=Missing())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "escape", "3")
        assert isinstance(app.screen, FunctionsScreen)
        assert "No server is connected" in shown_text(app)
