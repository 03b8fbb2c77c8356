"""The code in the user's own editor: small programs stand for it, run as the user's would be."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.console_fixture import HELLO, FakeServer, FixtureConsole, eventually, press, settled, until
from tests.screen_text import shown_text
from tui.app.editor.outside_dialog import OutsideDialog
from tui.app.editor.screen import EditorScreen
from tui.app.shell.status_line import StatusLine
from tui.flows.outside_left import left_outside
from tui.store.drafts import DraftStore
from tui.store.outside_files import OutsideFiles

PREPEND = """printf '// there\\n' | cat - "$1" > "$1.new" && mv "$1.new" "$1" """


@pytest.fixture
def outside(tmp_path: Path) -> OutsideFiles:
    return OutsideFiles(tmp_path / "outside")


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, name: str = "vim") -> Path:
    """An editor of this name, which does what the script says with the file `$1`."""
    program = tmp_path / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", str(program))
    return program


def console(outside: OutsideFiles) -> FixtureConsole:
    app = FixtureConsole(FakeServer())
    app.outside = outside
    return app


def said(app: FixtureConsole) -> str:
    return app.screen.query_one(StatusLine).last_said if isinstance(app.screen, EditorScreen) else ""


def tells(app: FixtureConsole, sentence: str) -> bool:
    return said(app).startswith(sentence)


def stands(app: FixtureConsole, text: str) -> bool:
    return text in shown_text(app)


def write(path: Path, line: str) -> None:
    path.write_text(line + HELLO)


def left(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "outside").rglob("*") if path.is_file()]


async def test_what_it_writes_is_one_edit_and_the_cursor_stays_at_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outside: OutsideFiles
) -> None:
    seen = tmp_path / "seen"
    editor(tmp_path, monkeypatch, f'echo "$1" > {seen}; ls -l "$1" >> {seen}; ls -ld "${{1%/*}}" >> {seen}; {PREPEND}')
    app = console(outside)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "enter", "x", "down", "down", "right", "ctrl+e")
        await eventually(lambda: said(app).startswith("Edited in vim"))
        screen = app.screen
        assert isinstance(screen, EditorScreen)
        assert screen.edited.code == f"// there\nx{HELLO}"
        assert screen.code.cursor_location == (3, 2)
        await press(pilot, "ctrl+z")
        assert screen.edited.code == f"x{HELLO}"
        await press(pilot, "ctrl+z")
        assert screen.unsaved == ()
    path, file, folder = seen.read_text().splitlines()
    assert path.endswith("/hello-world.js")
    assert (file[:10], folder[:10]) == ("-rw-------", "drwx------")
    assert left(tmp_path) == []


async def test_from_the_list_the_function_opens_and_its_code_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outside: OutsideFiles
) -> None:
    editor(tmp_path, monkeypatch, PREPEND)
    app = console(outside)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "e")
        await eventually(lambda: isinstance(app.screen, EditorScreen) and said(app).startswith("Edited in vim"))
        assert isinstance(app.screen, EditorScreen)
        assert app.screen.unsaved == ("code",)


ENDS = (
    # What the editor does, what is said, whether the code is edited then, and whether the file stays.
    ("true", "vim changed nothing.", False, False),
    ("exit 3", "vim ended with code 3. vim changed nothing.", False, False),
    (f"{PREPEND}; exit 1", "vim ended with code 1. Edited in vim: ", True, False),
    (f"{PREPEND}; kill -9 $$", "vim was ended by SIGKILL. Edited in vim: ", True, False),
    ('rm "$1"', "Its file was deleted: the code is as it was.", False, False),
    ('echo swap > "${1%/*}/.x.swp"; kill -9 $$', "vim was ended by SIGKILL. vim changed nothing.", False, True),
    ("""printf '\\377' >> "$1" """, "Not used: it is not text in UTF-8 (byte ", False, True),
    ('head -c 5000000 /dev/zero > "$1"', "Not used: it is larger than 4 MiB. ", False, True),
    ('rm "$1"; mkfifo "$1"', "Not used: it is no plain file. ", False, True),
)


async def test_each_end_has_its_sentence_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outside: OutsideFiles
) -> None:
    app = console(outside)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "enter")
        for script, sentence, is_edited, is_left in ENDS:
            editor(tmp_path, monkeypatch, script)
            before = len(left_codes(tmp_path))
            await press(pilot, "ctrl+e")
            await eventually(partial(tells, app, sentence))
            await settled(pilot)
            assert isinstance(app.screen, EditorScreen)
            assert app.screen.unsaved == (("code",) if is_edited else ()), sentence
            assert len(left_codes(tmp_path)) - before == is_left, sentence
            if is_edited:
                await press(pilot, "ctrl+z")


def left_codes(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "outside").rglob("*.js"))


async def test_no_editor_is_said(monkeypatch: pytest.MonkeyPatch, outside: OutsideFiles) -> None:
    monkeypatch.delenv("EDITOR", raising=False)
    app = console(outside)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "enter")
        for visual, sentence in (
            ("", "Neither $VISUAL nor $EDITOR is set"),
            ("no-such-program --wait", "There is no program no-such-program (from $VISUAL): nothing was opened."),
            ("'vim", "$VISUAL can't be understood"),
        ):
            monkeypatch.setenv("VISUAL", visual)
            await press(pilot, "ctrl+e")
            await eventually(partial(tells, app, sentence))


async def test_a_window_that_returns_at_once_is_followed_until_the_user_says_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outside: OutsideFiles
) -> None:
    editor(tmp_path, monkeypatch, f'echo "$1" > {tmp_path}/path', "window")
    app = console(outside)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "ctrl+e")
        await eventually(partial(stands, app, "is followed"))
        path = Path((tmp_path / "path").read_text().strip())
        for count, line in ((1, "// first\n"), (2, "// second\n")):
            write(path, line)
            await until(pilot, partial(stands, app, "Saved there once" if count == 1 else "Saved there 2 times"))
        assert isinstance(app.screen, OutsideDialog)
        write(path, "// third\n")
        await press(pilot, "enter")
        await eventually(lambda: isinstance(app.screen, EditorScreen) and said(app).startswith("Edited in window"))
        assert isinstance(app.screen, EditorScreen)
        for line in ("// third\n", "// second\n", "// first\n", ""):
            assert app.screen.edited.code == line + HELLO
            await press(pilot, "ctrl+z")
    assert left(tmp_path) == []


async def test_what_a_killed_editor_left_beside_the_file_is_named_by_the_next_start_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outside: OutsideFiles
) -> None:
    editor(tmp_path, monkeypatch, f'echo swap > "${{1%/*}}/.x.swp"; {PREPEND}; kill -1 $$')
    app, drafts = console(outside), DraftStore(tmp_path / "drafts")
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "enter", "ctrl+e")
        await eventually(lambda: "was ended by SIGHUP. Edited in vim" in said(app))
        assert ".x.swp in " in said(app)
    (told,) = left_outside(tmp_path / "outside", drafts)
    assert "the editor left files of its own" in told
    assert drafts.all() == [], "the text was taken: it is no draft of its own"
    assert left_outside(tmp_path / "outside", drafts) == ()
