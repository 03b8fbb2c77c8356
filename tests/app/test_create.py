"""Creating and duplicating: the dialog, the new function in the editor, its draft, its first save."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.console_fixture import (
    FUNCTIONS,
    HELLO,
    FakeServer,
    FixtureConsole,
    function,
    press,
    turned,
    typed,
    until,
)
from tests.fake_clock import FakeClock
from tests.screen_text import shown_text
from tui.app.create.screen import CreateScreen
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.shell.outcome import OutcomePanel
from tui.app.widgets.choice_list import ChoiceList
from tui.app.widgets.field import Field
from tui.editing.templates import TEMPLATES, code_of
from tui.errors import ApiError, Refused, ResponseLost, Unauthorised
from tui.model.function import NewFunction, WriteAnswer
from tui.model.problem import Refusal
from tui.sessions.key_rest import REST_SECONDS, KeyRest
from tui.store.drafts import DraftStore


@dataclass
class CreatingServer(FakeServer):
    """Notes what is created. `error` is raised instead, or, where it is `lost`, once it was done."""

    error: ApiError | None = None
    lost: bool = False
    created: list[NewFunction] = field(default_factory=list)

    async def create_function(self, new: NewFunction) -> WriteAnswer:
        self.created.append(new)
        if self.error is not None and not self.lost:
            raise self.error
        answer = await super().create_function(new)
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        return answer


def on_top(app: FixtureConsole) -> object:
    """The screen on top by now."""
    return app.screen


def box(app: FixtureConsole, id: str) -> Field:
    return app.screen.query_one(f"#{id}", Field)


REFUSED_SLUGS = (
    ("hello-world", "Taken: this server has a function of that slug."),
    ("health", "Reserved: the functions runtime needs it for itself."),
    ("hello world", "Only letters without accents, digits, - and _ can be in it."),
)
"""Slugs that no function gets, and what is said of them while they are typed."""


async def test_the_slug_follows_the_name_until_it_is_typed_and_what_is_wrong_with_one_is_told() -> None:
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "n", "enter")
        assert "A name is needed." in shown_text(app)
        await press(pilot, "escape")
        assert app.list_screen.is_on_top
        await press(pilot, "n", typed("Hello, Ada"))
        assert isinstance(on_top(app), CreateScreen)
        assert box(app, "slug").value == "hello-ada"
        await press(pilot, "tab", "end", "2", "shift+tab", "end", "!")
        assert box(app, "name").value == "Hello, Ada!"
        assert box(app, "slug").value == "hello-ada2"
        # Emptied, it is made from the name again.
        await press(pilot, "tab", "ctrl+u", "shift+tab", "end", "x", "tab")
        assert box(app, "slug").value == "hello-adax"
        for slug, said in REFUSED_SLUGS:
            await press(pilot, "end", "ctrl+u", typed(slug))
            assert said in shown_text(app), slug
            await press(pilot, "enter")
            assert isinstance(on_top(app), CreateScreen), slug
        await press(pilot, "end", "ctrl+u", typed("hello"))
        assert "It is free." in shown_text(app)
        await press(pilot, "enter")
        assert isinstance(on_top(app), EditorScreen)


async def test_nothing_is_sent_before_the_first_save_which_creates_it() -> None:
    server = CreatingServer()
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        # The second template, by the arrows from the last field before.
        await press(pilot, "n", typed("My API"), "tab", "tab", typed("about"), "tab", "tab", "down", "enter")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.edited == ("My API", "about", "active", code_of(TEMPLATES[1], cloud=False))
        assert "* new, not on the server" in shown_text(app)
        assert server.created == []
        await press(pilot, "x", "ctrl+s")
        code = "x" + code_of(TEMPLATES[1], cloud=False)
        assert server.created == [NewFunction("My API", code, "my-api", "about", "active")]
        assert "Created and live." in shown_text(app)
        assert "no changes" in shown_text(app)
        # It is a function like any other now.
        await press(pilot, "y", "ctrl+s")
        assert len(server.created) == 1
        assert server.writes[-1].code == "xy" + code[1:]
        await press(pilot, "escape")
        await until(pilot, lambda: app.list_screen.listed("my-api") is not None)
        assert app.list_screen.table.item is not None
        assert app.list_screen.table.item.slug == "my-api"


async def test_in_the_cloud_a_template_is_a_module_and_a_new_function_is_created_on_leaving() -> None:
    server = CreatingServer(deployment_url="https://x.deno.dev")
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "n", typed("Fresh"), "enter")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.edited.code == code_of(TEMPLATES[0], cloud=True)
        await press(pilot, "escape")
        assert "Leave the new function?" in shown_text(app)
        await press(pilot, "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, FunctionsScreen))
        assert len(server.created) == 1
        await until(pilot, lambda: app.list_screen.listed("fresh") is not None)


async def test_the_code_comes_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "greet.js").write_text(HELLO)
    app = FixtureConsole(FakeServer())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "n", "N", "shift+tab")
        # Behind the last choice: back to the fields; up from the first field goes there.
        app.screen.set_focus(app.screen.query_one("#beginning", ChoiceList))
        await press(pilot, *["down"] * len(TEMPLATES), "enter")
        assert "Which file? Type its path." in shown_text(app)
        await press(pilot, typed("missing.js"), "enter")
        assert "No such file or directory" in shown_text(app)
        await press(pilot, "ctrl+u", typed("greet.j"), "shift+tab", "tab", "s", "enter")
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.edited.code == HELLO


async def test_a_copy_that_comes_while_typing_waits_until_the_keys_rest() -> None:
    clock = FakeClock()
    app = FixtureConsole(FakeServer(), clock=clock)
    async with app.run_test(size=(80, 24)) as pilot:
        app.parts.gate.key_rest = KeyRest()
        await press(pilot, "D", "j")
        assert app.screen is app.list_screen
        await turned(pilot, clock, REST_SECONDS)
        assert box(app, "slug").value == "hello-world-copy"


async def test_a_copy_is_a_draft_with_another_slug() -> None:
    server = CreatingServer(functions=(function("greet", "Greet", "active", 5, "hi();\n", "Says hi"),))
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "D")
        assert isinstance(app.screen, CreateScreen)
        assert [box(app, each).value for each in ("name", "slug", "about")] == ["Greet copy", "greet-copy", "Says hi"]
        # Its slug is not made from the name.
        await press(pilot, "!")
        assert box(app, "slug").value == "greet-copy"
        # Behind what stands there, not in place of it.
        await press(pilot, "backspace", "tab", "-", "tab", "!")
        assert [box(app, each).value for each in ("slug", "about")] == ["greet-copy-", "Says hi!"]
        await press(pilot, "backspace", "shift+tab", "backspace", "enter", "ctrl+s")
        assert server.created == [NewFunction("Greet copy", "hi();\n", "greet-copy", "Says hi", "draft")]
        assert "Created. It is a draft: not live." in shown_text(app)


async def test_what_can_not_be_fetched_is_not_copied_and_the_slug_of_what_is_there_not_changed() -> None:
    app = FixtureConsole(FakeServer(get_error=Unauthorised(401, "", "no")))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "D")
        assert "Not copied." in shown_text(app)
        assert isinstance(app.screen, FunctionsScreen)
        app.server.get_error = None
        await press(pilot, "enter", "alt+s")
        assert "its slug never changes" in shown_text(app)


async def test_a_read_only_profile_creates_nothing() -> None:
    app = FixtureConsole(FakeServer(), read_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("n", "D", "X", "u"):
            await press(pilot, key)
            assert isinstance(app.screen, FunctionsScreen)
            assert "read-only" in shown_text(app)


async def test_the_draft_is_there_from_the_beginning_and_offered_as_new_again(tmp_path: Path) -> None:
    server = CreatingServer()
    app = FixtureConsole(server)
    app.parts.stores.drafts = DraftStore(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "n", typed("Fresh"), "enter", "x")
        await until(pilot, lambda: [draft.edited.code[:2] for draft in DraftStore(tmp_path).all()] == ["x/"])
        # What is discarded can be brought back.
        await press(pilot, "escape", "4")
        assert isinstance(app.screen, FunctionsScreen)
        await press(pilot, "d", "enter")
        editor: object = app.screen
        assert isinstance(editor, EditorScreen)
        assert editor.state.is_new
        assert editor.edited.code.startswith("x")
        # As a signal would leave it.
        await press(pilot, "escape", "down", "enter")
        assert isinstance(app.screen, FunctionsScreen)
    again = FixtureConsole(server)
    again.parts.stores.drafts = DraftStore(tmp_path)
    async with again.run_test(size=(80, 24)) as pilot:
        await press(pilot, "d")
        assert "new, not on the server" in shown_text(again)
        await press(pilot, "enter")
        assert isinstance(again.screen, EditorScreen)
        assert "A new function, not on the server: this is your draft of it." in shown_text(again)
        await press(pilot, "ctrl+s")
        assert server.created[0].code.startswith("x/")
        assert "Created and live." in shown_text(again)
        await until(pilot, lambda: DraftStore(tmp_path).all() == [])


async def test_a_taken_slug_is_told_and_another_one_saves_it(tmp_path: Path) -> None:
    server = CreatingServer()
    app = FixtureConsole(server)
    app.parts.stores.drafts = DraftStore(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "n", typed("Fresh"), "enter")
        theirs = function("fresh", "Theirs", "active", 0, "theirs();\n")
        server.functions = (*FUNCTIONS, theirs)
        await press(pilot, "ctrl+s")
        assert "Not saved: the slug is taken, by another function on the server." in shown_text(app)
        await press(pilot, "alt+s", "enter")
        assert "Taken" in shown_text(app)
        await press(pilot, typed("-2"), "enter")
        assert "slug fresh-2" in shown_text(app)
        await until(pilot, lambda: [draft.slug for draft in DraftStore(tmp_path).all()] == ["fresh-2"])
        await press(pilot, "ctrl+s")
        assert [new.slug for new in server.created] == ["fresh", "fresh-2"]
        assert "Created and live." in shown_text(app)
        assert theirs in server.functions


async def test_what_becomes_of_the_first_save_is_told_as_it_is() -> None:
    server = CreatingServer()
    reserved = 'Reserved slug - "health"'
    cases: tuple[tuple[ApiError, bool, str], ...] = (
        (ResponseLost("cut"), False, "the server has no such function. Your text is kept."),
        (Refused(400, "FUNCTION_SLUG_RESERVED", reserved, (Refusal(reserved),)), False, "alt+s gives it another slug."),
        (ResponseLost("cut"), True, "Created (the answer was lost; looked at the function to be sure)."),
    )
    app = FixtureConsole(server)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "n", typed("Fresh"), "tab", "tab", "tab", "left", "enter")
        for number, (server.error, server.lost, said) in enumerate(cases, 1):
            await press(pilot, "ctrl+s")
            report = app.screen_stack[1].query_one(OutcomePanel).report
            assert report is not None
            assert said in f"{report.headline} {report.next_step}"
            assert len(server.created) == number


async def test_a_save_whose_answer_was_lost_is_not_taken_for_somebody_elses() -> None:
    """The answer was lost, looking failed, and the second save finds the slug taken: by the first."""
    server = CreatingServer(error=ResponseLost("cut"), lost=True, get_error=ResponseLost("down"))
    app = FixtureConsole(server)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "n", typed("Fresh"), "enter", "ctrl+s")
        assert "Can't tell yet whether it was saved" in shown_text(app)
        server.get_error = None
        await press(pilot, "ctrl+s")
        assert "Created" in shown_text(app)
        assert len(server.created) == 2
        assert sum(each.slug == "fresh" for each in server.functions) == 1
