"""Searching the code of all functions: as it is typed, what is fetched and what can't be, opening at the line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from tests.console_fixture import (
    FUNCTIONS,
    NOW,
    FakeServer,
    FixtureConsole,
    at_each_size,
    function,
    idle,
    press,
    press_meanwhile,
    settled,
    typed,
    until,
)
from tests.fake_clock import FakeClock
from tests.screen_text import shown_text
from tui.app.bulk.screen import BulkScreen
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.search.context import ContextView
from tui.app.search.preview import PreviewScreen
from tui.app.search.screen import SearchScreen
from tui.app.search.words import Row
from tui.errors import ApiError, RateLimitExceeded, Refused, ResponseLost, ServerFailed, Unauthorised
from tui.model.function import Function, FunctionChanges, WriteAnswer
from tui.model.problem import Refusal
from tui.sessions.code_search import Place
from tui.store.code_shelf import CodeShelf

SIZE = (80, 24)


@dataclass
class CodeServer(FakeServer):
    """A server of which single functions can't be had; `errors` are raised once each, in turn."""

    errors: dict[str, list[ApiError]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def get_function(self, slug: str) -> Function:
        self.asked.append(slug)
        if self.errors.get(slug):
            raise self.errors[slug].pop(0)
        return await super().get_function(slug)


def search(app: FixtureConsole) -> SearchScreen:
    assert isinstance(app.screen, SearchScreen)
    return app.screen


def found(app: FixtureConsole) -> list[tuple[str, int]]:
    """Each match as the slug and the line, counted from 1."""
    return [(row.slug, row.place.line + 1) for row in search(app).table.state.shown if row.place is not None]


def words(app: FixtureConsole) -> str:
    return " ".join(shown_text(app).split())


async def test_matches_come_as_they_are_typed_and_enter_opens_the_editor_at_the_line() -> None:
    app = FixtureConsole(CodeServer())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+f", typed("fetch"))
        assert found(app) == [("daily-digest", 6)]
        await press(pilot, *"x")
        assert "Nothing found" in words(app)
        await press(pilot, "backspace")
        assert "1 match in 1 function" in words(app)
        assert "6 const rows = await fetchRows(since, LIMIT);" in words(app)
        async for _ in at_each_size(pilot):
            assert "1 match in 1 function" in words(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.code.cursor_location[0] == 0
        await press(pilot, "escape", "down", "enter")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.code.cursor_location[0] == 5
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, FunctionsScreen)


async def test_a_match_in_the_servers_code_is_followed_to_what_an_open_editor_holds() -> None:
    app = FixtureConsole(CodeServer())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+f", typed("fetchRows"), "down", "enter")
        await press(pilot, "ctrl+home", "enter", "enter", "alt+0")
        await press(pilot, "ctrl+f")
        assert found(app) == [("daily-digest", 6)]
        await press(pilot, "enter")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.code.cursor_location[0] == 7
        # Where it reads otherwise by now, that is said.
        await press(pilot, "end", "x", "alt+0", "ctrl+f", "enter")
        assert "In this editor that line reads otherwise, or is missing." in words(app)
        # By the function's own row it is opened as it was left.
        await press(pilot, "ctrl+home", "down", "alt+0", "ctrl+f", "up", "enter")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.code.cursor_location[0] == 1


def test_around_a_match_whose_code_is_not_there_any_more_nothing_is_shown() -> None:
    shelf = CodeShelf(None, "http://localhost:7130")
    shelf.put(FUNCTIONS[0])
    row = Row(FUNCTIONS[0].summary.slug, 1, Place(0, 0, 3))
    assert ContextView(shelf)._around(row).plain.startswith("     1 ")
    assert ContextView(shelf)._around(row._replace(place=None)).plain == ""
    assert ContextView(shelf)._around(row._replace(slug="gone")).plain == ""


async def test_keys_change_how_it_is_looked_for() -> None:
    app = FixtureConsole(FakeServer(functions=(function("a", "A", "active", 1, "foo();\nFooBar();\nf.o\n"),)))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+f", *"foo")
        assert found(app) == [("a", 1), ("a", 2)]
        await press(pilot, "alt+w")
        assert found(app) == [("a", 1)]
        await press(pilot, "alt+w", "alt+c")
        assert found(app) == [("a", 1)]
        assert "case counts" in words(app)
        await press(pilot, "alt+c", *["backspace"] * 3, *"f.o")
        assert found(app) == [("a", 3)]
        await press(pilot, "alt+r")
        assert found(app) == [("a", 1), ("a", 2), ("a", 3)]
        await press(pilot, "(")
        assert "This is no regular expression" in words(app)
        assert found(app) == []


async def test_code_is_fetched_once_and_again_where_the_list_has_a_newer_one() -> None:
    server = CodeServer()
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+f")
        assert sorted(server.asked) == sorted(each.slug for each in FUNCTIONS)
        server.asked.clear()
        server.put(function("legacy", "Legacy", "draft", 0, "newer();\n"))
        await press(pilot, "f5", typed("newer"))
        assert found(app) == [("legacy", 1)]
        # Two of the others are fetched to see that times can be trusted.
        assert len(server.asked) == 3


async def test_what_can_not_be_fetched_is_told_and_tried_again_when_asked() -> None:
    server = CodeServer(errors={"daily-digest": [ServerFailed(500, "", "out of memory")]})
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+f", typed("fetchRows"))
        assert found(app) == []
        assert "Not searched: daily-digest." in words(app)
        await press(pilot, "f5")
        assert found(app) == [("daily-digest", 6)]
        assert "Not searched" not in words(app)


async def test_a_refused_key_ends_the_fetching_and_says_how_much_is_not_searched() -> None:
    app = FixtureConsole(CodeServer(errors={each.slug: [Unauthorised(401, "", "no")] for each in FUNCTIONS}))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+f", typed("request"))
        assert "6 functions not searched" in words(app)
        assert "The rest was not tried. f5 tries again." in words(app)


async def test_a_rate_limit_is_waited_for_what_is_known_is_searched_and_escape_stops() -> None:
    clock = FakeClock(NOW)
    limited = RateLimitExceeded(429, "", "", NOW + timedelta(seconds=40))
    server = CodeServer(errors={"legacy": [limited]})
    app = FixtureConsole(server, clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await idle(pilot)
        await press_meanwhile(pilot, "ctrl+f")
        await until(pilot, lambda: "rate limit" in words(app))
        await press_meanwhile(pilot, *"request")
        await until(pilot, lambda: len(found(app)) > 0)
        assert "Code of 5 of 6" in words(app)
        await press_meanwhile(pilot, "escape")
        await until(pilot, lambda: "f5 fetches the rest" in words(app))
        await press(pilot, "f5")
        assert "Code of" not in words(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, FunctionsScreen)


# Replacing


@dataclass
class ManyServer(CodeServer):
    """A server that refuses some writes, and loses the answers to others."""

    refused: dict[str, ApiError] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    sent: list[tuple[str, str | None]] = field(default_factory=list)

    async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
        self.sent.append((slug, changes.code))
        assert changes == FunctionChanges(code=changes.code)
        if slug in self.refused:
            raise self.refused[slug]
        answer = await super().update_function(slug, changes)
        if slug in self.lost:
            raise ResponseLost("cut")
        return answer


def olds(*slugs: str) -> tuple[Function, ...]:
    return tuple(function(slug, slug.upper(), "active", 5, f"const {slug} = getOld();\r\n") for slug in slugs)


async def test_each_change_is_seen_ticked_and_saved_one_by_one_and_each_outcome_told() -> None:
    dangerous = Refused(400, "", "no", (Refusal("Code contains potentially dangerous pattern: /getNew/i"),))
    long = function("e", "E", "active", 5, "getOld();\n" * 7)
    server = ManyServer(functions=(*olds("a", "b", "c", "d"), long), refused={"b": dangerous}, lost=frozenset({"c"}))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+f", "alt+r", typed("get(Old)"), "alt+h", typed("fetch$1"), "enter")
        assert isinstance(app.screen, PreviewScreen)
        assert "11 places in 5 of 5 functions ticked." in words(app)
        assert "1 - const a = getOld(); + const a = fetchOld();" in words(app)
        assert server.sent == []
        async for _ in at_each_size(pilot):
            assert "ticked" in words(app)
        await pilot.resize_terminal(*SIZE)
        assert "more line" not in words(app)
        await press(pilot, "end")
        assert "3 - getOld(); + fetchOld(); … and 4 more lines: enter shows all." in words(app)
        await pilot.resize_terminal(80, 12)
        await settled(pilot)
        assert "1 - getOld(); + fetchOld(); … and 6 more lines: enter shows all." in words(app)
        await pilot.resize_terminal(*SIZE)
        # The last one is left out; somebody saves another while this is looked at.
        await press(pilot, "space")
        server.put(function("d", "D", "active", 0, "// getOld, by Ada\n"))
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, BulkScreen)
        assert [slug for slug, _ in server.sent] == ["a", "b", "c"]
        assert dict(server.sent)["a"] == "const a = fetchOld();\r\n"
        text = words(app)
        assert "2 of 4 functions replaced: 2 replaced, 2 failed." in text
        assert "dangerous pattern" in text
        assert "(the answer was lost; looked to be sure)" in text
        assert "somebody changed it meanwhile" in text
        # What is left is searched as it is now.
        await press(pilot, "escape")
        assert found(app) == [("b", 1), ("d", 1), *(("e", line) for line in range(1, 8))]


async def test_no_code_is_ever_emptied_and_nothing_is_sent_with_a_read_only_profile() -> None:
    server = ManyServer(functions=(function("a", "A", "active", 5, "drop();\n"),))
    app = FixtureConsole(server)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+f", typed("drop();"), "alt+h", "enter")
        assert "No code would be left in any of them" in words(app)
    app = FixtureConsole(server, read_only=True)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+f", typed("drop"), "alt+h", *"x", "enter")
        assert "read-only" in words(app)
        assert isinstance(app.screen, SearchScreen)
    assert server.sent == []
