"""The keys of a code editor and of the shell, in the code and in the fields: what they do to the text."""

from __future__ import annotations

from textual import events
from textual.pilot import Pilot

from tests.console_fixture import FakeServer, FixtureConsole, function, press, settled, typed
from tui.app.editor.screen import EditorScreen
from tui.app.shell.status_line import StatusLine
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.field import Field
from tui.store.profiles import EditorSettings


async def opened(pilot: Pilot[int], *keys: str) -> CodeEditor:
    await settled(pilot)
    await press(pilot, "enter", *keys)
    return pilot.app.screen.query_one("#code", CodeEditor)


def console(code: str) -> FixtureConsole:
    return FixtureConsole(FakeServer(functions=(function("f", "One two three", "active", 5, code),)))


async def test_tab_indents_to_the_next_stop_or_what_is_selected_and_shift_tab_dedents() -> None:
    app = console("if (a) {\n  b();\n}\n")
    async with app.run_test(size=(80, 24)) as pilot:
        code = await opened(pilot, "x", "tab")
        assert code.document.lines[0] == "x if (a) {"
        await press(pilot, "shift+tab")
        assert code.document.lines[0] == "x if (a) {"
        await press(pilot, "down", "shift+tab")
        assert code.document.lines[1] == "b();"
        # Every selected line.
        code.load_text("a();\nb();\n")
        await press(pilot, "shift+down", "shift+right", "tab")
        assert code.text == "  a();\n  b();\n"
        await press(pilot, "shift+tab")
        assert code.text == "a();\nb();\n"
        # A line selected in part, of which nothing is replaced.
        await press(pilot, "ctrl+home", "shift+right", "tab")
        assert code.text == "  a();\nb();\n"
        assert code.selected_text == "a"


async def test_the_keys_of_the_shell_edit_the_code_and_a_field_and_keys_that_mean_nothing_type_nothing() -> None:
    app = console("one two three")
    async with app.run_test(size=(80, 24)) as pilot:
        code = await opened(pilot)
        for letter in "zxinqy":
            for character in (letter, None):
                app.post_message(events.Key(f"alt+{letter}", character))
        await settled(pilot)
        assert code.text == "one two three"
        for keys, text in IN_CODE:
            code.load_text("one two three")
            await press(pilot, *keys)
            assert code.text == text, keys
        await press(pilot, "f6")
        field = app.screen.query_one("#name", Field)
        for letter in "zxpgnqy":
            app.post_message(events.Key(f"alt+{letter}", letter))
        await settled(pilot)
        assert field.value == "One two three"
        for keys, text in IN_A_FIELD:
            field.value = "One two three"
            await press(pilot, *keys)
            assert field.value == text, keys


IN_CODE = (
    (("alt+d",), " two three"),
    (("alt+d", "alt+d"), " three"),
    (("end", "alt+backspace"), "one two "),
    (("end", "ctrl+w"), "one two "),
    (("alt+f", "ctrl+k"), "one"),
    (("end", "alt+b", "alt+b", "ctrl+u"), "two three"),
    (("ctrl+e", "ctrl+a", "ctrl+d"), "ne two three"),
    (("alt+right", "alt+left", "delete"), "ne two three"),
)
"""Keys, and what they leave of "one two three" when they are pressed at its start."""

IN_A_FIELD = (
    (("home", "alt+d"), " two three"),
    (("home", "alt+d", "alt+d"), " three"),
    (("end", "alt+backspace"), "One two "),
    (("end", "ctrl+w"), "One two "),
    (("end", "alt+b", "ctrl+k"), "One two "),
    (("home", "alt+f", "ctrl+u"), "two three"),
    (("ctrl+a", "ctrl+d"), "ne two three"),
    (("home", "shift+right", "alt+d"), "ne two three"),
)


BLOCK = "if (a) {\n    if (b) {\n        c();\n        "


STAYS = ("const s = `\n  {\n    ", "/* {\n\n*/\n    ", "f(\n  [1,\n   2\n    ")
"""Code behind which a closing bracket is typed in a text, in a comment, or without its partner."""


async def test_a_closing_bracket_goes_back_to_the_line_that_opens_it_in_one_undo_step() -> None:
    app = console(BLOCK)
    async with app.run_test(size=(80, 24)) as pilot:
        code = await opened(pilot, "ctrl+end", "}")
        assert code.text == BLOCK.removesuffix("    ") + "}"
        await press(pilot, "ctrl+z")
        assert code.text == BLOCK
        await press(pilot, "}", "enter", "}")
        assert code.text.endswith("c();\n    }\n}")
        for text in STAYS:
            code.load_text(text)
            await press(pilot, "ctrl+end", "}")
            assert code.text == text + "}"
        # The matching one is found from before and behind one.
        code.load_text("if (a) {\n  b();\n}\n")
        for column in (8, 7):
            code.move_cursor((0, column))
            await press(pilot, "ctrl+right_square_bracket")
            assert code.cursor_location == (2, 0), column


async def test_the_status_says_no_changes_of_no_text_that_is_changed() -> None:
    app = console("a();\n")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        editor = app.screen
        assert isinstance(editor, EditorScreen)
        status = editor.query_one(StatusLine)
        await settled(pilot)
        assert "no changes" in str(status.content)
        # Keys without a pause: the state follows only when they rest.
        for key in "abc":
            app.post_message(events.Key(key, key))
        await pilot.pause()
        assert editor.waits_for_rest
        assert "unsaved: code" in str(status.content)


async def test_up_and_down_walk_the_matches_from_the_find_bar() -> None:
    app = console("x = 1\nx = 2\nx = 3\n")
    async with app.run_test(size=(80, 24)) as pilot:
        # The first of them is the one that was found while typing.
        code = await opened(pilot, "ctrl+f", "x", "down")
        for key, line in (
            ("down", 1),
            ("enter", 2),
            ("up", 1),
            ("shift+enter", 0),
            ("f3", 1),
            ("shift+f3", 0),
        ):
            await press(pilot, key)
            assert code.cursor_location[0] == line, key


async def test_lines_are_moved_and_copied_words_and_brackets_selected_each_as_one_edit() -> None:
    app = console("const one = f(2);\nif (one) {\n}\n")
    async with app.run_test(size=(100, 24)) as pilot:
        code = await opened(pilot, "alt+down", "right")
        assert code.document.lines[:2] == ["if (one) {", "const one = f(2);"]
        assert code.cursor_location == (1, 1)
        await press(pilot, "ctrl+z")
        assert code.document.lines[0] == "const one = f(2);"
        await press(pilot, "ctrl+home", "alt+c")
        assert code.document.lines[:3] == ["const one = f(2);"] * 2 + ["if (one) {"]
        await press(pilot, "ctrl+z", "down", *["right"] * 4, "alt+w")
        assert code.selected_text == "one"
        await press(pilot, "alt+g")
        assert code.cursor_location == (0, 6)
        await press(pilot, "end", "left", "alt+j")
        assert code.selected_text == "(2)"
        await press(pilot, "alt+v", "alt+v")
        assert code.selected_text == "const one = f(2);\nif (one) {\n"
        await press(pilot, "ctrl+end", "alt+w")
        assert app.screen.query_one(StatusLine).last_said == "There is no word at the cursor."
        await press(pilot, "alt+j")
        assert app.screen.query_one(StatusLine).last_said == "No bracket with a partner at the cursor."


async def test_brackets_close_by_themselves_and_enter_between_them_makes_a_block() -> None:
    app = console("")
    async with app.run_test(size=(100, 24)) as pilot:
        code = await opened(pilot, *'if (a["b"]) {', "enter", "x")
        assert code.text == 'if (a["b"]) {\n  x\n}'
        await press(pilot, "down", "end", "enter", typed("f('"), "backspace", "backspace")
        assert code.text == 'if (a["b"]) {\n  x\n}\nf'
        # What was typed in a row is one step back, the pairs with it.
        await press(pilot, typed("(g('a'));"))
        assert code.document.lines[3] == "f(g('a'));"
        await press(pilot, "ctrl+z")
        assert code.document.lines[3] == "f"
        # In a comment nothing closes.
        await press(pilot, typed("; // ("))
        assert code.document.lines[3] == "f; // ("


async def test_what_helps_with_typing_can_be_switched_off() -> None:
    app = console("")
    app.parts.editors.settings = EditorSettings(auto_indent=False, close_brackets=False)
    async with app.run_test(size=(100, 24)) as pilot:
        code = await opened(pilot, *"  {(", "enter", "}")
        assert code.text == "  {(\n}"
