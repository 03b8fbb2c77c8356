"""The user's keys: each preset played in list, editor, find bar, runner, search and dialogs, from a `keymap.toml`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import ANSWERED, FETCHING, TerminalSession
from tests.shared_sandbox import CODE, SharedSandbox

TOP = Path(__file__).parents[2]


@contextmanager
def console(sandbox: SharedSandbox, home: Path, keymap: str) -> Iterator[TerminalSession]:
    """The console with this `keymap.toml`."""
    file = home / "config" / "insforge-tui" / "keymap.toml"
    file.parent.mkdir(parents=True)
    file.write_text(keymap)
    with TerminalSession([sys.executable, "-m", "tui"], env={**surroundings(home), **sandbox.env}, cwd=TOP) as terminal:
        terminal.wait_for(r"^ \d+ functions  ")
        yield terminal


def opened(terminal: TerminalSession, slug: str) -> None:
    """Find a function by its slug and open it."""
    terminal.press("/")
    terminal.type(f"{slug}\r")
    terminal.wait_for(rf"> ?Function {slug}")
    terminal.press("enter")
    terminal.wait_for("no changes")


def test_hands_of_emacs(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    slug = shared_sandbox.create("hands-1")
    with console(shared_sandbox, tmp_path, 'preset = "emacs"\n') as terminal:
        opened(terminal, slug)
        # Killed at the line's end, and yanked; the region is moved; everything saved and undone.
        terminal.press("ctrl+e", "!", "ctrl+a", "ctrl+k", "ctrl+k", "ctrl+n", "ctrl+y")
        terminal.wait_for(r"^1  // two")
        terminal.type("\x00")
        terminal.press("ctrl+e", "ctrl+g", "ctrl+n", "?")
        terminal.press("ctrl+x", "u")
        # Searched as one types, to and fro, and left.
        terminal.press("\x1b<", "ctrl+s")
        terminal.type("o")
        terminal.wait_for("1:6 ")
        terminal.press("ctrl+s", "ctrl+s")
        terminal.wait_for("2 of ")
        terminal.press("ctrl+r")
        terminal.wait_for("1 of ")
        terminal.press("ctrl+g")
        terminal.wait_gone("^ find ")
        terminal.press("ctrl+x", "ctrl+s")
        terminal.wait_for("Saved code")
        # The runner: its body is killed and yanked too.
        terminal.press("ctrl+r")
        terminal.wait_for(f"Run {slug}")
        terminal.press("ctrl+x", "o")
        terminal.type('{"a":1}')
        terminal.press("ctrl+a", "ctrl+k", "ctrl+y", "ctrl+y", "ctrl+x", "u", "ctrl+r")
        terminal.wait_for(rf"ok 200{ANSWERED}")
        terminal.press("ctrl+x", "k")
        terminal.wait_for("slug +hands-1")
        terminal.press("ctrl+x", "k")
        terminal.wait_for(rf"{slug} +\+ active")
        terminal.press("alt+x")
        terminal.wait_for("find a command")
        terminal.press("ctrl+n", "ctrl+p", "ctrl+g")
        terminal.wait_gone("find a command")
        terminal.press("ctrl+x", "ctrl+c")
        assert terminal.wait_end() == 0
    assert shared_sandbox.code(slug) == CODE.replace("// one\n// two\n", "// two\n// one!\n")


def test_hands_of_vim(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    slug = shared_sandbox.create("hands-2", CODE.replace("two", "of vim"))
    with console(shared_sandbox, tmp_path, 'preset = "vim"\n') as terminal:
        terminal.press("G", "g", "g", "j", "k")
        opened(terminal, slug)
        terminal.type(":wq")
        terminal.wait_for("1  :wq")
        terminal.press("ctrl+z")
        terminal.wait_for("no changes")
        terminal.press("ctrl+t")
        terminal.wait_for(f"History of {slug}")
        terminal.press("j", "k", "G", "g", "g")
        terminal.type(":q\r")
        terminal.wait_for("no changes")
        terminal.press("ctrl+r")
        terminal.wait_for(f"Run {slug}")
        terminal.press("ctrl+r")
        terminal.wait_for(rf"ok 200{ANSWERED}")
        terminal.press("f6", "f6", "/")
        terminal.type("hello\r")
        terminal.press("n", "N", "G", "g", "g")
        terminal.type(":q\r")
        terminal.wait_for("slug +hands-2")
        terminal.press("escape")
        terminal.wait_for(rf"{slug} +\+ active")
        # What is replaced is seen first, and sent by `:w`.
        terminal.press("escape", "ctrl+f")
        terminal.wait_for("text in the code")
        terminal.type("// of vim")
        terminal.wait_for("hands-2")
        terminal.press("alt+h")
        terminal.type("// seen")
        terminal.wait_for("1 match in 1 function$")
        terminal.wait_gone(FETCHING)
        terminal.press("enter")
        terminal.wait_for("1 place in 1 of 1")
        terminal.press("j", "k")
        terminal.type(":w\r")
        terminal.wait_for("1 replaced")
    assert "// seen" in shared_sandbox.code(slug)


def test_hands_of_vscode(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    slug = shared_sandbox.create("hands-3")
    keymap = 'preset = "vscode"\n[keys]\n"editor.save" = "ctrl+s f2"\n"list.opne" = "o"\n'
    with console(shared_sandbox, tmp_path, keymap) as terminal:
        terminal.wait_for('keymap.toml:4: "list.opne": there is no such command. Is list.open meant')
        opened(terminal, slug)
        terminal.type("//")
        # The line is selected, and another copied; the word at the cursor; gone to where it is declared.
        terminal.press("ctrl+d")
        terminal.press("ctrl+l")
        terminal.type("const one = 1;\r")
        terminal.type("f(one);")
        terminal.press("left", "left", "left", "f12")
        terminal.wait_for("1:7 ")
        terminal.press("\x1b[1;3B")
        terminal.wait_for(r"^2. const one = 1;")
        terminal.press("f2")
        terminal.wait_for("Saved code")
        terminal.press("f5")
        terminal.wait_for(f"Run {slug}")
        terminal.wait_for(rf"\d\d\d{ANSWERED}")
        terminal.press("ctrl+w")
        terminal.wait_for(f"slug +{slug}")
        terminal.press("ctrl+w")
        terminal.wait_for(rf"{slug} +\+ active")
        terminal.press("f1")
        terminal.wait_for("find a command")
        terminal.press("f1", "ctrl+k", "ctrl+s")
        terminal.wait_for("All keys here")
        terminal.press("escape")
        terminal.wait_gone("All keys here")
        terminal.press("ctrl+n")
        terminal.wait_for("New function")
        terminal.press("escape", "ctrl+q")
        assert terminal.wait_end() == 0
