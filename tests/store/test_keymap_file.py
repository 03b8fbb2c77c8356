"""The file of the user's keys: what it says, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.errors import UsageError
from tui.store.keymap_file import KEYMAP_NAME, KeymapFile, load_keymap
from tui.store.profiles import load_settings


def written(folder: Path, text: str) -> Path:
    path = folder / KEYMAP_NAME
    path.write_text(text, encoding="utf-8")
    return path


def test_keys_are_read_with_their_lines(tmp_path: Path) -> None:
    text = """# mine
preset = "vim"

[keys]
"editor.save" = "ctrl+w"   # not s
list.open = ["o", "enter"]
'*.down' = ""

[keys.runner]
send = "f5"
"""
    found = load_keymap(written(tmp_path, text))
    assert found == KeymapFile(
        "vim",
        {"editor.save": "ctrl+w", "list.open": "o enter", "*.down": "", "runner.send": "f5"},
        {"editor.save": 5, "list.open": 6, "*.down": 7, "runner.send": 10},
    )
    assert found.where("list.open") == "keymap.toml:6"
    assert found.where("list.close") == "keymap.toml"
    # It is part of the settings, wherever these are.
    assert load_settings(tmp_path / "config.toml").keymap == found


def test_without_a_file_there_are_no_keys(tmp_path: Path) -> None:
    assert load_keymap(tmp_path / KEYMAP_NAME) == KeymapFile()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n\npreset = 'nano'", r"keymap\.toml:3: preset is one of default, emacs, vim, vscode, not 'nano'"),
        ("[keys]\n[kesy]\na = 'b'", r"keymap\.toml:2: there is no setting kesy"),
        ("[keys]\na = 'f2'\n\"editor.save\" = 5", r"keymap\.toml:3: keys\.editor\.save must be text in quotes"),
        ("keys = 5", r"keymap\.toml:1: keys must be a table"),
        ("[keys]\na = \nb = 1", r"keymap\.toml: .*line 2"),
    ],
)
def test_what_can_not_be_understood_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load_keymap(written(tmp_path, text))
