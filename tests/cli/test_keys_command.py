"""`insforge-tui --keys`: the keys as they are set, and which of them need a keyboard protocol."""

from __future__ import annotations

import io
import json
import string
from pathlib import Path

import pytest

import tui.__main__ as command_line
from tui.app.widgets.keymap import DECLARED, read_keymap
from tui.app.widgets.keys import needs_keyboard_protocol
from tui.cli.keys_command import key_rows, lines_of, run_keys
from tui.store.keymap_file import KeymapFile
from tui.store.profiles import Settings
from tui.terminal.key_names import key_of_character, key_of_control, key_with_alt


def test_what_any_terminal_sends_is_not_marked() -> None:
    sent = {key_of_control(code).name for code in (*range(32), 127)}
    sent |= {key_of_control(code, alt=True).name for code in range(1, 27) if code not in (8, 9, 13)}
    for character in string.ascii_letters + string.digits + string.punctuation:
        sent |= {key_of_character(character).name, key_with_alt(character).name}
    assert {key for key in sent if needs_keyboard_protocol(key)} == set()
    assert not any(map(needs_keyboard_protocol, ("shift+tab", "ctrl+left", "alt+shift+up", "f20", "shift+delete")))


@pytest.mark.parametrize(
    "key",
    [
        "ctrl+1",
        "ctrl+i",
        "ctrl+shift+k",
        "ctrl+tab",
        "shift+enter",
        "ctrl+backspace",
        "ctrl+slash",
        "super+s",
        "ctrl+m",
    ],
)
def test_what_many_terminals_can_not_send_is_marked(key: str) -> None:
    assert needs_keyboard_protocol(key)


def test_the_table_has_every_command_with_the_users_keys_and_its_marks() -> None:
    out = io.StringIO()
    own = {"editor.save": "ctrl+1 ctrl+f12", "list.refresh": ""}
    assert run_keys(Settings(keymap=KeymapFile(keys=own)), out, as_json=False) == 0
    text = out.getvalue()
    editor = text.partition("\nIn the editor\n")[2].partition("\n\n")[0]
    assert "  ctrl+1! ctrl+f12  " in editor
    assert "ctrl+s " not in editor
    assert text.isascii()
    assert text.rstrip().endswith("kitty's keyboard protocol can.")
    rows = list(key_rows(DECLARED))
    assert not any("ctrl+1!" in line for line in lines_of(rows))
    assert len(lines_of(rows)) > len(rows)
    again = io.StringIO()
    run_keys(Settings(keymap=KeymapFile(keys=own)), again, as_json=True)
    told = json.loads(again.getvalue())["keys"]
    [save] = [row for row in told if row["command"] == "editor.save"]
    assert (save["view"], save["keys"], save["marked"]) == ("In the editor", ["ctrl+1", "ctrl+f12"], ["ctrl+1"])
    assert {row["command"] for row in told} == {row.command for row in key_rows(read_keymap(own))}


def test_keys_that_can_not_be_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_keys(Settings(keymap=KeymapFile(keys={"editor.sav": "f9"})), io.StringIO(), as_json=False) == 1
    assert "there is no such command. Is editor.save meant?" in capsys.readouterr().err


def test_no_terminal_is_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert command_line.main(["--keys"]) == 0
    assert capsys.readouterr().out.startswith("In the list\n")
    assert command_line.main(["--json"]) == 2
    assert "goes with --keys" in capsys.readouterr().err


def test_with_the_keys_of_vim_it_is_said_how_code_is_edited() -> None:
    out = io.StringIO()
    keys = {"editor.open_outside": "ctrl+o"}
    run_keys(Settings(keymap=KeymapFile("vim", keys)), out, as_json=False)
    assert out.getvalue().endswith("Code is typed as elsewhere; your own editor opens it: ctrl+o.\n")
