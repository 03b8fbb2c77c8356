"""The palette as a way to functions, symbols, lines and recent places, found by a few letters."""

from __future__ import annotations

import time
from typing import TypeVar

from textual import events
from textual.widgets import OptionList, Static

from tests.console_fixture import FakeServer, FixtureConsole, at_each_size, function, press, settled, typed, until
from tests.schedules_fixture import SchedulingServer
from tests.screen_text import shown_text
from tui.app.audit.screen import AuditScreen
from tui.app.editor.screen import EditorScreen
from tui.app.schedules.screen import SchedulesScreen
from tui.app.secrets.screen import SecretsScreen
from tui.app.shell.jumps import Jump
from tui.app.shell.palette import Palette
from tui.app.shell.questions import QuestionScreen
from tui.app.shell.routes import OpenAudit
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.field import Field

SIZE = (80, 24)
CODE = "const LIMIT = 3;\n\nfunction getUser() {}\nclass Store {\n  load() {}\n}\nmodule.exports = async () => {};\n"
Kind = TypeVar("Kind")


def on(app: FixtureConsole, kind: type[Kind]) -> Kind:
    screen: object = app.screen
    assert isinstance(screen, kind)
    return screen


def console(*slugs: str) -> FixtureConsole:
    named = slugs or ("hello-world", "stripe-webhook", "image-resize")
    return FixtureConsole(
        FakeServer(
            functions=tuple(function(slug, slug.title(), "active", place, CODE) for place, slug in enumerate(named))
        )
    )


def rows(app: FixtureConsole) -> list[str]:
    listed = app.screen.query_one(OptionList)
    return [
        str(listed.get_option_at_index(place).prompt).split("  ")[0].strip() for place in range(listed.option_count)
    ]


def where(app: FixtureConsole) -> tuple[str, int]:
    editor = on(app, EditorScreen)
    return editor.edited_slug(), editor.query_one(CodeEditor).cursor_location[0]


def none(app: FixtureConsole) -> str:
    found = app.screen.query_one("#none", Static)
    return str(found.content) if found.display else ""


def burst(app: FixtureConsole, *keys: str) -> None:
    """Keys in one go, as somebody quick or a slow line sends them."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_a_function_is_found_by_the_beginnings_of_its_words_and_opened() -> None:
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+p", typed("web"))
        assert rows(app)[0] == "stripe-webhook"
        assert "function · Stripe-Webhook" in shown_text(app)
        await press(pilot, "enter")
        assert where(app) == ("stripe-webhook", 0)
        # From an editor another one opens over it, and esc goes back.
        await press(pilot, "ctrl+p", typed("hello"), "enter")
        assert where(app)[0] == "hello-world"
        await press(pilot, "ctrl+p", typed("hello"), "enter")
        assert "hello-world is open here." in app.screen.query_one(StatusLine).last_said
        await press(pilot, "escape")
        assert where(app)[0] == "stripe-webhook"
        # No function is opened twice: two editors would have one draft. The one there is comes up, and stays open.
        await press(pilot, "ctrl+p", typed("hello"), "enter", "ctrl+p", typed("stripe"), "enter")
        assert where(app)[0] == "stripe-webhook"
        assert [tab.slug for tab in app.parts.navigator.editors.state.tabs] == ["stripe-webhook", "hello-world"]


async def test_recent_places_come_first_where_nothing_is_typed() -> None:
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "escape", "down", "enter", "escape", "ctrl+p")
        assert rows(app)[:2] == ["stripe-webhook", "hello-world"]
        assert "recent · function" in shown_text(app)
        await press(pilot, "down", "enter")
        assert where(app)[0] == "hello-world"
        await press(pilot, "ctrl+p")
        assert rows(app)[0] == "stripe-webhook"
        app.server.functions = app.server.functions[:1]
        await press(pilot, "escape", "escape", "r", "ctrl+p")
        assert rows(app)[0] == "hello-world"


async def test_a_sign_finds_the_symbols_of_the_open_code_and_a_number_goes_to_a_line() -> None:
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "ctrl+p", ":")
        assert none(app) == "Type a line number, or line:column."
        await press(pilot, typed("4:3"))
        assert rows(app) == ["Line 4"]
        await press(pilot, "enter")
        assert app.screen.query_one(CodeEditor).cursor_location == (3, 2)
        await press(pilot, "ctrl+p", typed(":999"), "enter")
        assert where(app)[1] == 7
        await press(pilot, "ctrl+p", "@")
        await until(pilot, lambda: bool(rows(app)))
        assert rows(app) == ["LIMIT", "getUser", "Store", "Store.load", "module.exports"]
        assert "method · line 5" in shown_text(app)
        await press(pilot, "g", "u", "enter")
        assert where(app) == ("hello-world", 2)
        # As it is now, unsaved: and typed in one go, before the code is read.
        await press(pilot, "ctrl+home", typed("function added() {} "), "enter")
        await pilot.press("ctrl+p", "@", *"load", "enter")
        await settled(pilot)
        assert where(app) == ("hello-world", 5)
        burst(app, "ctrl+p", "@", *"added", "enter", *"ab")
        await settled(pilot)
        assert where(app) == ("hello-world", 0)
        assert app.screen.query_one(CodeEditor).text.startswith("function abadded() {}")
        await press(pilot, "ctrl+p", "@", typed("zzz"))
        assert none(app) == "Nothing matches."


async def test_the_letters_that_were_meant_are_marked_and_without_code_the_signs_say_where_they_work() -> None:
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+p")
        for sign in "@:":
            await press(pilot, "ctrl+u", sign, "1", "enter")
            assert none(app) == "No code is open here: @ and : go to places in the editor."
            assert isinstance(app.screen, Palette)
        await press(pilot, "ctrl+u", "i", "r")
        listed = app.screen.query_one(OptionList)
        prompt = listed.get_option_at_index(0).prompt
        assert str(prompt).startswith("image-resize")
        spans = getattr(prompt, "spans", [])
        assert [(span.start, span.end) for span in spans if "accent" in str(span.style)] == [(0, 1), (6, 7)]
        async for _ in at_each_size(pilot):
            assert rows(app)[0] == "image-resize"


async def test_what_a_feature_offers_is_found_and_a_view_is_not_opened_over_an_editor() -> None:
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        app.parts.jumps.offer(lambda: [Jump("secret", "STRIPE_KEY", OpenAudit(), "active", is_view=True)])
        await press(pilot, "ctrl+p", typed("stripe_k"))
        assert "secret · active" in shown_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, AuditScreen)
        await press(pilot, "1", "enter", "ctrl+p", typed("stripe_k"), "enter")
        assert "esc goes back to where this was opened" in app.screen.query_one(StatusLine).last_said


async def test_secrets_schedules_and_those_gone_to_before_are_found_and_selected() -> None:
    app = FixtureConsole(SchedulingServer())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+p")
        await settled(pilot)
        await press(pilot, typed("every"))
        assert rows(app)[0] == "every minute"
        assert "schedule · Every minute" in shown_text(app)
        await press(pilot, "enter")
        schedules = on(app, SchedulesScreen)
        await until(
            pilot, lambda: schedules.table.item is not None and schedules.table.item.schedule.id == "every minute"
        )
        await press(pilot, "slash", typed("gone"), "enter", "ctrl+p", typed("cron_"), "enter")
        secrets = on(app, SecretsScreen)
        await until(pilot, lambda: secrets.table.state.selected == "CRON_KEY")
        await press(pilot, "ctrl+p")
        assert rows(app)[:2] == ["CRON_KEY", "every minute"]
        assert "recent · schedule" in shown_text(app)
        await press(pilot, "down", "enter")
        # The filter that would hide it goes.
        await until(
            pilot, lambda: schedules.table.item is not None and schedules.table.item.schedule.id == "every minute"
        )


async def test_keys_behind_the_palette_act_on_where_it_led_and_what_is_unsaved_below_is_asked_about() -> None:
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p", *"image", "enter")
        await until(pilot, lambda: isinstance(app.screen, EditorScreen))
        await press(pilot, typed("ab"))
        assert app.screen.query_one(CodeEditor).text == f"ab{CODE}"
        await press(pilot, "ctrl+p", typed("stripe"), "enter")
        assert where(app)[0] == "stripe-webhook"
        await press(pilot, "ctrl+q")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert "image-resize" in shown_text(app) or "Image-Resize" in shown_text(app)
        await press(pilot, "escape")
        assert where(app)[0] == "image-resize"


async def test_thousands_of_functions_are_searched_between_two_keys() -> None:
    many = tuple(function(f"team-{at % 37}-function-{at:05}", "x", "active", at, "") for at in range(3_000))
    app = FixtureConsole(FakeServer(functions=many))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+p")
        palette = on(app, Palette)
        for words in ("tf", "on 9"):
            palette.query_one(Field).value = words
            began = time.process_time()
            palette.search()
            assert time.process_time() - began < 10
        await settled(pilot)
        assert len(rows(app)) <= 100
        await press(pilot, "end", "ctrl+u", typed("00042"), "enter")
        assert where(app)[0].endswith("00042")
