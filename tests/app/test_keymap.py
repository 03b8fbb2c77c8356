"""The user's own keys: what they do, what is shown of them, and what is said of those that can't be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import combinations
from typing import TypeVar

import pytest
from textual.widgets import Static

from tests.console_fixture import FUNCTIONS, FakeServer, FixtureConsole, arrives, press, settled
from tui.app.editor.find_bar import FindBar
from tui.app.editor.screen import EditorScreen
from tui.app.functions.screen import FunctionsScreen
from tui.app.history.screen import HistoryScreen
from tui.app.key_places import KEY_PLACES, kinds_of
from tui.app.key_presets import PRESETS
from tui.app.logs.screen import LogsScreen
from tui.app.runner.response_box import ResponseBox
from tui.app.shell.help import HelpScreen
from tui.app.shell.key_bar import KeyBar
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.palette import Palette
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.command import Command, Scope, commands_of
from tui.app.widgets.field import Field
from tui.app.widgets.keymap import DECLARED, OVER_BOX, Keymap, problems_of, read_keymap, without_key
from tui.app.widgets.keys import beginnings, read_keys
from tui.errors import Unreachable, UnreachableReason
from tui.store.keymap_file import KEY_PRESETS

_PLACES = [kinds_of(names) for names in KEY_PLACES]

Kind = TypeVar("Kind")


def keys_of(keymap: Keymap, kind: type, name: str) -> tuple[str, ...]:
    return next(each.keys for each in keymap.commands(kind) if each.id == name)


def console(**keys: str) -> FixtureConsole:
    """A console with these keys in its settings; two underscores stand for a dot."""
    return FixtureConsole(FakeServer(), keys={name.replace("__", "."): text for name, text in keys.items()})


def on(app: FixtureConsole, kind: type[Kind]) -> Kind:
    assert isinstance(app.screen, kind)
    return app.screen


def test_a_command_has_the_keys_of_the_settings_instead_of_its_own() -> None:
    keymap = read_keymap({"editor.save": "ctrl+w f2", "editor.find": ""})
    assert keys_of(keymap, EditorScreen, "editor.save") == ("ctrl+w", "f2")
    assert keys_of(keymap, EditorScreen, "editor.find") == ()
    assert [each.id for each in keymap.by_key(EditorScreen, "f2")] == ["editor.save"]
    assert keymap.by_key(EditorScreen, "ctrl+s") == ()
    # F2 was another command's, which has no key now.
    assert keys_of(keymap, EditorScreen, "editor.sign_in") == ()
    assert keys_of(DECLARED, EditorScreen, "editor.save") == ("ctrl+s",)


def test_a_key_of_a_command_in_two_scopes_is_given_to_both() -> None:
    keymap = read_keymap({"list.down": "ctrl+n"})
    assert [each.scope for each in keymap.by_key(FunctionsScreen, "ctrl+n")] == [Scope.MAIN, Scope.BOX]


def test_a_command_whose_setting_names_no_key_keeps_its_own() -> None:
    assert keys_of(read_keymap({"editor.save": "strg+s"}), EditorScreen, "editor.save") == ("ctrl+s",)


def test_sentences_name_the_users_keys() -> None:
    keymap = read_keymap({"editor.save": "ctrl+w", "editor.reload": "ctrl+s", "editor.look_up": ""})
    told = "ctrl+s saves, f5 fetches, f10 looks, f1 helps; ctrl+shift+s, a.f5 and xf5 are no keys of these."
    expected = (
        "ctrl+w saves, ctrl+s fetches, the palette looks, f1 helps; ctrl+shift+s, a.f5 and xf5 are no keys of these."
    )
    assert keymap.in_sentence(told, (EditorScreen,)) == expected
    assert keymap.in_sentence(told, (HistoryScreen,)) == told
    assert DECLARED.in_sentence(told, (EditorScreen,)) == told


async def test_an_outcome_and_the_status_line_name_the_users_keys() -> None:
    app = console(editor__reload="ctrl+r", editor__save="ctrl+w")
    app.server.get_error = Unreachable(UnreachableReason.REFUSED, "refused")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        panel = on(app, EditorScreen).query_one("#outcome", OutcomePanel)
        assert "ctrl+r tries again" in str(panel.render())
        on(app, EditorScreen).say("Holds this version: ctrl+s saves it.")
        assert on(app, EditorScreen).query_one(StatusLine).last_said == "Holds this version: ctrl+w saves it."


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        # Other keys do what ctrl+w did.
        ({"editor.save": "ctrl+w"}, None),
        ({"editor.save": "ctrl+f"}, "keymap.toml: ctrl+f is editor.save now: editor.find (Find) has no key."),
        (
            {"editor.save": "ctrl+f", "editor.find": "f5"},
            "keymap.toml: f5 is editor.find now: editor.reload (Reload) has no key.",
        ),
        ({"editor.save": "ctrl+f", "editor.find": ""}, None),
        (
            {"editor.save": "ctrl+k"},
            "keymap.toml: ctrl+k is editor.save now: code.delete_to_end_of_line_or_delete_line",
        ),
        (
            {"editor.save": "f5", "editor.find": "f5"},
            "keymap.toml: f5 is editor.save and editor.find: it runs editor.save (Save).",
        ),
        ({"editor.sav": "f5"}, 'keymap.toml: "editor.sav": there is no such command. Is editor.save meant?'),
        (
            {"editor.save": "strg+s"},
            'keymap.toml: "editor.save" = "strg+s": that is no key. Write ctrl+w, f2, G, or none: "".',
        ),
        ({"zzz": "f5"}, 'keymap.toml: "zzz": there is no such command.'),
        ({"list.open": "o"}, None),
        (
            {"code.delete_line": "ctrl+s"},
            "keymap.toml: ctrl+s is editor.save and code.delete_line: it runs editor.save (Save).",
        ),
        ({"app.quit": "ctrl+x"}, "keymap.toml: ctrl+x is editor.cut and app.quit: it runs editor.cut (Cut)."),
    ],
)
def test_what_can_not_be_is_said(settings: dict[str, str], said: str | None) -> None:
    problems = problems_of(settings, _PLACES)
    assert any(each.startswith(said) for each in problems) if said is not None else problems == ()


def test_the_keys_as_declared_need_no_word() -> None:
    assert problems_of({}, _PLACES) == ()


async def test_the_users_keys_work_and_stand_in_footer_and_help() -> None:
    app = console(editor__save="f2", list__history="ctrl+t", scroll__line_down="n", app__quit="ctrl+x")
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "ctrl+t")
        on(app, HistoryScreen)
        await press(pilot, "escape", "enter", "x")
        bar = str(app.screen.query_one(KeyBar).render())
        assert bar.startswith("f2 save")
        assert bar.endswith("ctrl+x quit")
        await press(pilot, "f1")
        on(app, HelpScreen)
        shown = str(app.screen.query_one(Static).content)
        assert f"{'f2':<22}Send what changed to the server." in shown
        # In a dialog too.
        await press(pilot, "n")
        assert app.screen.query_one("VerticalScroll").scroll_offset.y == 1
        await press(pilot, "j")
        assert app.screen.query_one("VerticalScroll").scroll_offset.y == 1
        await press(pilot, "escape", "f2")
        assert on(app, EditorScreen).unsaved == ()


async def test_the_keys_of_text_boxes_are_the_users_too() -> None:
    app = console(code__delete_line="alt+q", field__home="alt+h")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        code = app.screen.query_one("#code", CodeEditor)
        lines = code.document.line_count
        await press(pilot, "alt+q")
        assert code.document.line_count == lines - 1
        await press(pilot, "f6", "alt+h", "Z")
        assert app.screen.query_one("#name", Field).value.startswith("Z")


async def test_a_letter_given_to_a_command_is_still_text_where_text_is_typed() -> None:
    app = console(editor__save="x", list__filter="x")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "x", "x")
        assert app.screen.query_one("#filter", Field).value == "x"
        await press(pilot, "escape", "enter", "x")
        assert app.screen.query_one("#code", CodeEditor).text.startswith("x")


async def test_what_is_wrong_with_the_keys_is_said_at_the_start() -> None:
    app = console(editor__save="strg+s", editor__sav="f2")
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await app.workers.wait_for_complete()
        report = app.screen.query_one("#list-notices", OutcomePanel).report
        assert report is not None
        said = (report.headline, *report.details)
        assert any("strg+s" in each for each in said)
        assert any("Is editor.save meant?" in each for each in said)


async def test_a_sequence_runs_its_command_and_what_is_none_runs_nothing() -> None:
    app = console(editor__save="ctrl+x,ctrl+s", list__first="g,g", code__delete_line="ctrl+x,ctrl+k", editor__cut="f2")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "G", "g")
        assert on(app, FunctionsScreen).table.state.place != 0
        await press(pilot, "g")
        assert on(app, FunctionsScreen).table.state.place == 0
        await press(pilot, "enter", "x", "ctrl+x")
        editor = on(app, EditorScreen)
        code = editor.query_one("#code", CodeEditor)
        assert editor.query_one(StatusLine).last_said == "ctrl+x,…"
        # Nothing of it is typed, and what was begun is over.
        await press(pilot, "x")
        assert editor.query_one(StatusLine).last_said == "ctrl+x,x runs nothing."
        assert (code.text[:2], editor.unsaved) != ("xx", ())
        lines = code.document.line_count
        await press(pilot, "ctrl+x", "ctrl+k")
        assert code.document.line_count == lines - 1
        await press(pilot, "ctrl+x", "ctrl+s")
        assert editor.unsaved == ()


async def test_a_paste_and_the_mouse_end_a_sequence_and_a_burst_goes_on_with_it() -> None:
    app = console(editor__close="ctrl+x,k", code__delete_line="ctrl+x,h")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "ctrl+x")
        editor = on(app, EditorScreen)
        code = editor.query_one("#code", CodeEditor)
        await arrives(pilot, "\x1b[200~paste\x1b[201~")
        assert editor.query_one(StatusLine).last_said != "ctrl+x,…"
        await press(pilot, "k", "ctrl+x")
        await pilot.click(CodeEditor, offset=(30, 1))
        await press(pilot, "k")
        assert app.screen is editor
        assert code.text.startswith("pastek")
        lines = code.document.line_count
        await arrives(pilot, b"\x18hqqqq")
        assert code.document.line_count == lines - 1
        assert code.text.count("qqqq") == 1


async def test_the_footer_names_no_key_that_is_text_there() -> None:
    app = console(app__help="? ctrl+k,ctrl+h", editor__save=":,w f5")
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "enter", "x")
        shown = str(on(app, EditorScreen).query_one(KeyBar).render())
        assert "f5 save" in shown
        assert "ctrl+k,ctrl+h keys" in shown


async def test_what_emacs_kills_is_yanked() -> None:
    app = FixtureConsole(FakeServer(), preset="emacs")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "right", "right", "ctrl+k")
        code = on(app, EditorScreen).query_one("#code", CodeEditor)
        before = FUNCTIONS[0].code.split("\n")
        assert code.text.split("\n")[0] == before[0][:2]
        await press(pilot, "ctrl+a", "ctrl+y")
        assert code.text.split("\n")[0] == before[0][2:] + before[0][:2]
        # At a line's end it is the line break.
        await press(pilot, "end", "ctrl+k")
        assert code.text.split("\n")[0] == before[0][2:] + before[0][:2] + before[1]
        await press(pilot, "ctrl+y", "alt+<", "ctrl+x", "u", "ctrl+x", "u", "ctrl+x", "u", "ctrl+x", "u")
        assert code.text == FUNCTIONS[0].code
        # In a box too, but for what is hidden there.
        await press(pilot, "f6")
        name = app.screen.query_one("#name", Field)
        whole = name.value
        await press(pilot, "home", "right", "ctrl+k")
        assert (name.value, app.clipboard) == (whole[0], whole[1:])
        await press(pilot, "home", "ctrl+y")
        assert name.value == whole[1:] + whole[0]
        name.password = True
        await press(pilot, "home", "ctrl+k")
        assert (name.value, app.clipboard) == ("", whole[1:])


async def test_lines_killed_one_after_the_other_are_yanked_together() -> None:
    app = FixtureConsole(FakeServer(), preset="emacs")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "ctrl+k", "ctrl+k", "ctrl+k")
        code = on(app, EditorScreen).query_one("#code", CodeEditor)
        lines = FUNCTIONS[0].code.split("\n")
        assert app.clipboard == "\n".join(lines[:2])
        await press(pilot, "ctrl+y")
        assert code.text == FUNCTIONS[0].code
        # Something in between begins anew.
        await press(pilot, "ctrl+k", "x", "ctrl+k")
        assert app.clipboard == lines[2]


async def test_moves_select_from_a_mark_of_emacs() -> None:
    app = FixtureConsole(FakeServer(), preset="emacs")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        await arrives(pilot, b"\x00")
        code = on(app, EditorScreen).query_one("#code", CodeEditor)
        await press(pilot, "ctrl+f", "ctrl+f", "ctrl+f")
        assert code.selected_text == FUNCTIONS[0].code[:3]
        await press(pilot, "alt+w", "end", "ctrl+y")
        first = FUNCTIONS[0].code.split("\n")[0]
        assert code.text.split("\n")[0] == first + first[:3]
        # What is edited takes the mark away, and so does setting it again.
        await arrives(pilot, b"\x00")
        await press(pilot, "x", "ctrl+b")
        assert code.selected_text == ""
        await arrives(pilot, b"\x00\x00")
        await press(pilot, "ctrl+f")
        assert code.selected_text == ""
        await arrives(pilot, b"\x00")
        await press(pilot, "ctrl+b", "ctrl+w")
        assert code.text.split("\n")[0] == first + first[:3]


async def test_ctrl_g_of_emacs_drops_the_mark_and_what_is_selected() -> None:
    app = FixtureConsole(FakeServer(), preset="emacs")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        await arrives(pilot, b"\x00")
        code = on(app, EditorScreen).query_one("#code", CodeEditor)
        await press(pilot, "ctrl+n", "ctrl+g")
        assert (code.selected_text, code.cursor_location) == ("", (1, 0))
        await press(pilot, "ctrl+f", "x")
        assert code.text == FUNCTIONS[0].code.replace("module", "mxodule", 1)


async def test_what_pages_a_list_of_vim_edits_the_text_of_a_box() -> None:
    app = FixtureConsole(FakeServer(), preset="vim")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+d")
        assert on(app, FunctionsScreen).table.state.place != 0
        await press(pilot, "/", "a", "b", "ctrl+u", "c")
        assert app.screen.query_one("#filter", Field).value == "c"
        await press(pilot, "escape", "ctrl+p", "a", "ctrl+u", "h", "e", "l", "p")
        assert app.screen.query_one(Field).value == "help"


def test_names_may_be_patterns_and_a_whole_name_goes_before_them() -> None:
    keymap = read_keymap({"*.down": "down n", "list.down": "down", "*.history": ""})
    assert keys_of(keymap, LogsScreen, "logs.down") == ("down", "n")
    assert keys_of(keymap, FunctionsScreen, "list.down") == ("down",)
    assert keys_of(keymap, EditorScreen, "editor.history") == ()


def test_the_users_keys_go_before_those_of_a_preset() -> None:
    keymap = read_keymap({"editor.find": "f5"}, PRESETS["vscode"])
    assert keys_of(keymap, EditorScreen, "editor.find") == ("f5",)
    assert "f5" not in keys_of(keymap, EditorScreen, "editor.save_and_run")


def test_there_is_a_preset_for_each_name_that_the_file_may_say() -> None:
    assert tuple(PRESETS) == KEY_PRESETS


@pytest.mark.parametrize("name", KEY_PRESETS)
def test_every_command_of_a_preset_is_reachable_and_no_key_is_anothers(name: str) -> None:
    ids = {each.id for place in _PLACES for kind in place for each in commands_of(kind)}
    given = PRESETS[name]
    names = [each.removesuffix(OVER_BOX) for each in given]
    assert [each for each in names if not any(fnmatchcase(known, each) for known in ids)] == []
    assert [keys for keys in given.values() if read_keys(keys) is None] == []
    lost = without_key(read_keymap({}, given), _PLACES) - without_key(DECLARED, _PLACES)
    assert sorted(f"{command} in {place[0].__name__}" for place, command in lost) == []


@pytest.mark.parametrize("name", KEY_PRESETS)
def test_no_key_is_of_two_commands_of_a_view(name: str) -> None:
    keymap = read_keymap({}, PRESETS[name])
    twice = {
        f"{first.id} and {second.id}: {key}"
        for place in _PLACES
        for first, second in pairs_that_meet(keymap, place)
        for key in {*first.keys, *map_beginnings(first)} & {*second.keys, *map_beginnings(second)}
        if not (key in first.keys and key in second.keys and key in _LEFT_TO_THE_NEAREST.get(second.id, ()))
        if not (key in map_beginnings(first) and key in map_beginnings(second))
    }
    assert sorted(twice) == []


_LEFT_TO_THE_NEAREST = {
    # What a field says of enter is what its screen does with it; a choice beside a field has its arrows alone.
    "field.submit": ("enter",),
    "field.cursor_left": ("left",),
    "field.cursor_right": ("right",),
}
_BARS = (FindBar, ResponseBox)
"""What opens over a screen and has its keys until it is closed."""


def map_beginnings(command: Command) -> set[str]:
    return {begun for key in command.keys for begun in beginnings(key)}


def pairs_that_meet(keymap: Keymap, place: Sequence[type]) -> Iterator[tuple[Command, Command]]:
    """Two commands whose keys work at the same time, the one that acts first before the other; bars are left out."""
    found = [(kind, each) for kind in place if kind not in _BARS for each in keymap.commands(kind)]
    scopes = {id(each): getattr(kind, "OWN_SCOPE", None) or each.scope for kind, each in found}
    for (_, first), (_, second) in combinations(found, 2):
        here, there = scopes[id(first)], scopes[id(second)]
        if first.id != second.id and (here is there or Scope.ANYWHERE in (here, there)):
            yield first, second


@pytest.mark.parametrize(
    ("preset", "typed", "screen"),
    [
        # The line's end, and not another editor.
        ("emacs", ("enter", "ctrl+e", "x", "ctrl+x", "ctrl+s"), EditorScreen),
        ("emacs", ("x", "ctrl+x", "k"), FunctionsScreen),
        ("emacs", ("n", "ctrl+g"), FunctionsScreen),
        ("emacs", ("f1", "alt+>", "alt+<", "ctrl+g"), FunctionsScreen),
        ("vim", ("enter", "ctrl+t", "j", "k", "G", "g", "g"), HistoryScreen),
        ("vim", ("enter", "z", "escape", ":", "q", "enter"), EditorScreen),
        ("vscode", ("x", "ctrl+w"), FunctionsScreen),
        ("emacs", ("enter", "ctrl+x", "k"), FunctionsScreen),
        ("emacs", ("enter", "alt+x"), Palette),
        ("vim", ("enter", "ctrl+t", ":", "q", "enter"), EditorScreen),
        ("vscode", ("enter", "ctrl+k", "ctrl+s"), HelpScreen),
    ],
)
async def test_habits_lead_where_they_do_elsewhere(preset: str, typed: tuple[str, ...], screen: type) -> None:
    app = FixtureConsole(FakeServer(), preset=preset)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *typed)
        on(app, screen)
