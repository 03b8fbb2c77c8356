"""Break the console everywhere: the terminal is as it was, what was typed is on disk, the last line names a report.

python -m tests.faults.crashes [--place PLACE] [--in runner|linked]
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.faults.crashing import KEY, PASSWORD, PLACES
from tests.faults.faulty_server import Peer
from tests.faults.terminal_state import attributes, differing, left_on
from tests.journeys.test_sandbox_journey import surroundings
from tests.pty_session import TerminalSession
from tui.store.drafts import DraftStore
from tui.store.request_drafts import RequestDrafts

TOP = Path(__file__).parents[2]
_ENDS = ("the end of a screen", "the end of the app", "giving the terminal back", "closing the driver")
_NO_DRAFT = ("the drafts' thread, for ever",)
_REASON = r"RuntimeError: fault|Explained: fault|MemoryError|RecursionError|No module"
TYPED = "// to the last key"


def _stays(terminal: TerminalSession) -> None:
    """It breaks where something is typed."""


class Typing(NamedTuple):
    """Where something is typed when it breaks: how one comes there, the key that breaks it, the drafts of it.

    `leave` goes on to another screen before.
    """

    arguments: tuple[str, ...]
    open: Callable[[TerminalSession], None]
    key: str
    kept: Callable[[Path], list[str]]
    said: str
    leave: Callable[[TerminalSession], None] = _stays


def _in_editor(terminal: TerminalSession) -> None:
    terminal.wait_for("1:1  no changes")


def _in_runner(terminal: TerminalSession) -> None:
    terminal.wait_for(rf"{SLUG} +\+ active")
    terminal.press("x")
    terminal.wait_for(rf"^ Run {SLUG}")
    terminal.wait_still()
    # It is no request as long as this stands before the path.
    terminal.type("half ")


def _to_linked_folder(terminal: TerminalSession) -> None:
    """The function stays open in its tab, unsaved."""
    terminal.wait_for("unsaved: code")
    terminal.press("\x1b0")
    terminal.wait_for("stays open")
    terminal.press("f")
    terminal.wait_to_read("Link it")
    terminal.press("1")
    terminal.wait_for("FUNCTION +STATE")
    terminal.wait_still()


def _edits(home: Path) -> list[str]:
    drafts = DraftStore(home / "state" / "insforge-tui" / "drafts").all()
    return [draft.edited.code for draft in drafts]


def _requests(home: Path) -> list[str]:
    drafts = RequestDrafts(home / "state" / "insforge-tui" / "request-drafts").kept()
    return [draft.boxes.target.removeprefix("POST half ") for draft in drafts]


SLUG = "hello-world"
TYPINGS = {
    "editor": Typing((SLUG,), _in_editor, "\x1b[20~", _edits, f"The unsaved edit of {SLUG} is kept"),
    "runner": Typing((), _in_runner, "\x1bk", _requests, f"The request that was written for {SLUG} is kept as a draft"),
    "linked": Typing((SLUG,), _in_editor, "\x1bOS", _edits, f"The unsaved edit of {SLUG} is kept", _to_linked_folder),
}


def crash(place: str, home: Path, where: str = "editor") -> list[str]:
    """Type into a function or a request, break the console there, and answer the promises that were broken."""
    typing = TYPINGS[where]
    with Peer("nothing", "list") as peer:
        env = {**surroundings(home), "INSFORGE_URL": peer.url, "INSFORGE_API_KEY": KEY}
        argv = [sys.executable, "-m", "tests.faults.crashing", place, *typing.arguments]
        with TerminalSession(argv, env=env, cwd=TOP) as terminal:
            before = terminal.modes
            typing.open(terminal)
            terminal.type(TYPED)
            typing.leave(terminal)
            if place in _ENDS:
                # The console is left: what is unsaved is a draft by then.
                _wait_for_draft(terminal, home, typing)
            terminal.press(typing.key)
            if place == "the thread that reads keys":
                _type_until_it_ends(terminal, typing.leave is _stays)
            code = terminal.wait_end()
            said = bytes(terminal.raw)
            faults = left_on(said) + differing(before, attributes(terminal.fd))
    if code != 1:
        faults.append(f"it ended with {code}")
    words = said.rpartition(b"\x1b[?25h")[2].decode()
    return faults + _about_words(place, words, home, typing) + _about_files(said, home)


def _wait_for_draft(terminal: TerminalSession, home: Path, typing: Typing) -> None:
    limit = time.monotonic() + 30
    while not any(kept.startswith(TYPED) for kept in typing.kept(home)):
        if time.monotonic() > limit:
            raise AssertionError("the draft does not follow the typing")
        terminal.read_for(0.05)


def _type_until_it_ends(terminal: TerminalSession, is_in_sight: bool) -> None:
    """The fault is in the thread that reads keys: the first key after it meets it, and none is typed behind that."""
    limit = time.monotonic() + 60
    typed = TYPED
    while not terminal.reap() and time.monotonic() < limit:
        if typed in terminal.text:
            typed += "x"
            terminal.type("x")
        elif not is_in_sight:
            # On another screen, where no text is typed. The first may come before the fault is there.
            terminal.press("down")
            terminal.read_for(2)
        terminal.read_for(0.05)


def _about_words(place: str, words: str, home: Path, typing: Typing) -> list[str]:
    faults = []
    state = home / "state" / "insforge-tui"
    reports = list(state.glob("crash-*.txt"))
    if len(reports) != 1 or not words.rstrip().endswith(f"The report is in {reports[0]}."):
        faults.append(f"no report is named: {words!r}")
    elif not re.search(_REASON, reports[0].read_text()):
        faults.append(f"the report has another reason: {reports[0].read_text()}")
    if "insforge-tui crashed" not in words or re.search(r"Traceback|Error: |File \"", words):
        faults.append(f"other words: {words!r}")
    kept = typing.kept(home)
    if place in _NO_DRAFT:
        if "could not be written" not in words:
            faults.append("a draft that was not written is not told")
    elif not kept or not kept[0].startswith(TYPED):
        faults.append("what was typed is not on disk")
    elif place not in _ENDS and typing.said not in words:
        faults.append("the draft is not named")
    return faults


def _about_files(said: bytes, home: Path) -> list[str]:
    """Where a secret stands that stands nowhere: on the terminal and in every file."""
    texts = {"the terminal": said, **{str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()}}
    secrets = (KEY.encode(), PASSWORD.encode())
    return [f"a secret in {where}" for where, text in texts.items() if any(each in text for each in secrets)]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--place", choices=tuple(PLACES))
    parser.add_argument("--in", dest="where", choices=tuple(TYPINGS), default="editor")
    options = parser.parse_args()
    broken = 0
    places = [options.place] if options.place else list(PLACES)
    for place in places:
        with tempfile.TemporaryDirectory() as folder:
            try:
                faults = crash(place, Path(folder), options.where)
            except AssertionError as error:
                faults = [str(error)]
        broken += bool(faults)
        print(f"{place:34} {'BROKEN: ' + ', '.join(faults) if faults else 'restored, kept, reported'}", flush=True)
    print(f"{len(places)} crashes, {broken} promises broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
