"""Disks that fail under what is written: requests, runs, exports, logs, bodies, keys, and the code of a search.

A case each, which raises Fault when a promise is not kept: the sentence is said, nothing torn is left, the console goes
on, and what could not be written is written once the disk is well.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.faults.disk_harness import DiskHarness
from tests.faults.draft_disks import ERRORS, end_by_signal
from tests.faults.oracle import SLUG, Fault
from tests.pty_session import TerminalSession


class Writing(NamedTuple):
    """How a file comes to be: what is opened first, what writes, and what is said where it is not written.

    `file` is the file, within the home folder; `again` are keys that come before it is written once more; `done` stands
    on a screen that comes by itself once it is written.
    """

    open: Callable[[TerminalSession, DiskHarness], None]
    write: Callable[[TerminalSession, DiskHarness], None]
    said: str
    file: str
    again: tuple[str, ...] = ()
    done: str = ""


def words(text: str) -> str:
    """A pattern of a sentence, wherever its line was broken."""
    return r"\s+".join(map(re.escape, text.split()))


def _list(terminal: TerminalSession, _bench: DiskHarness) -> None:
    terminal.wait_for(rf"{SLUG} +\+ active")
    terminal.wait_for(r"^ \d+ functions  ")


def _runner(terminal: TerminalSession, harness: DiskHarness) -> None:
    _list(terminal, harness)
    terminal.press("x")
    terminal.wait_for(rf"^ Run {SLUG}")


def _edited_request(terminal: TerminalSession, harness: DiskHarness) -> None:
    _runner(terminal, harness)
    _type(terminal, "?a=1")


def _answered(terminal: TerminalSession, harness: DiskHarness) -> None:
    _runner(terminal, harness)
    _send(terminal, harness)
    terminal.press("f6", "f6")


def _send(terminal: TerminalSession, _bench: DiskHarness) -> None:
    terminal.press("ctrl+r")
    terminal.wait_for(r"\b[2-5]\d\d\b.* ms")


def _save_body(terminal: TerminalSession, harness: DiskHarness) -> None:
    _type_path(terminal, "s", "save to", harness.home / "body.txt")


def _logs(terminal: TerminalSession, harness: DiskHarness) -> None:
    _runner(terminal, harness)
    _send(terminal, harness)
    terminal.press("escape")
    _list(terminal, harness)
    terminal.press("l")
    terminal.wait_for(r"\d\d:\d\d:\d\d")


def _export_logs(terminal: TerminalSession, harness: DiskHarness) -> None:
    _type_path(terminal, "e", rf"logs-{SLUG}-", harness.home / "logs.txt")


def _secrets(terminal: TerminalSession, harness: DiskHarness) -> None:
    _list(terminal, harness)
    terminal.press("4")
    terminal.wait_for(r"JWT_SECRET +reserved")


def _write_keys(terminal: TerminalSession, harness: DiskHarness) -> None:
    _type_path(terminal, "w", "into which file", harness.home / "keys.env")


def _type_path(terminal: TerminalSession, key: str, asked: str, path: Path) -> None:
    terminal.press(key)
    terminal.wait_for(asked)
    terminal.press("ctrl+u", str(path), "enter")


def _export(terminal: TerminalSession, harness: DiskHarness) -> None:
    terminal.press("a")
    number = re.search(r"(\d) +Export to files", terminal.wait_for(r"\d +Export to files"))
    terminal.press("" if number is None else number[1])
    terminal.wait_to_read(r"A folder; it is made")
    terminal.press("ctrl+u", str(harness.home), "enter")


WRITINGS = {
    "request": Writing(
        _edited_request, _send, "Neither the request nor the run is kept:", f"data/insforge-tui/requests/*/{SLUG}.http"
    ),
    "run": Writing(_runner, _send, "The run is not kept:", "state/insforge-tui/runs/*.json"),
    "body": Writing(_answered, _save_body, "Not saved:", "body.txt"),
    "log": Writing(_logs, _export_logs, "can't be written:", "logs.txt"),
    "keys": Writing(_secrets, _write_keys, "can't be written:", "keys.env"),
    "export": Writing(_list, _export, "Not written", f"{SLUG}.json", ("escape",), r"ok +wrote"),
}
"""What is written where the user says or sees it."""


def is_not_written(name: str, error: str, calls: tuple[str, ...], harness: DiskHarness) -> None:
    """It is said, nothing torn is left, and it is written once the disk is well."""
    writing = WRITINGS[name]
    with harness.console() as terminal:
        writing.open(terminal, harness)
        harness.disk(error, *calls)
        writing.write(terminal, harness)
        terminal.wait_for(words(writing.said))
        terminal.wait_for(words(ERRORS[error]))
        _nothing_torn(harness)
        if any(harness.home.glob(writing.file)):
            raise Fault(f"there is {writing.file}, and it was told not to be")
        harness.disk()
        if writing.again:
            terminal.press(*writing.again)
            _list(terminal, harness)
        writing.write(terminal, harness)
        _wait_for_file(harness, writing.file)
        if writing.done:
            terminal.wait_to_read(writing.done)
        harness.leave(terminal)
    _nothing_torn(harness)


def _wait_for_file(harness: DiskHarness, pattern: str) -> None:
    limit = time.monotonic() + 60
    while not any(harness.home.glob(pattern)):
        if time.monotonic() > limit:
            raise Fault(f"there is no {pattern}")
        time.sleep(0.02)


def _nothing_torn(harness: DiskHarness) -> None:
    """No file is half of one: what is JSON is whole, and nothing is left of what was being written."""
    for path in filter(Path.is_file, harness.home.rglob("*")):
        if path.name.startswith(".new-"):
            raise Fault(f"{path} is left")
        if path.suffix == ".json":
            json.loads(path.read_bytes())


# The draft of a request


def drafts_of(harness: DiskHarness) -> Path:
    """Where the drafts of requests are kept."""
    return harness.state / "insforge-tui" / "request-drafts"


def request_drafts_fail(error: str, call: str, harness: DiskHarness) -> None:
    """It is told once, typing goes on, and a polite kill says that nothing is kept."""
    with harness.console() as terminal:
        _runner(terminal, harness)
        harness.disk(error, call)
        told = words(f"Drafts are not kept ({ERRORS[error]}): only this window has the request.")
        _type(terminal, "half")
        terminal.wait_for(told)
        terminal.press("left")
        terminal.wait_gone(told)
        terminal.press("right")
        _type(terminal, "more")
        harness.never(terminal, told)
        end_by_signal(terminal, "The request that was edited could not be written to disk.")
    if list(drafts_of(harness).glob("*.json")):
        raise Fault("a draft is there that was told not to be kept")


def request_drafts_get_room(error: str, call: str, harness: DiskHarness) -> None:
    """Once the disk is well the draft is kept, that is told, and the next console goes on with it."""
    with harness.console() as terminal:
        _runner(terminal, harness)
        harness.disk(error, call)
        _type(terminal, "half")
        terminal.wait_for("Drafts are not kept")
        harness.disk()
        _type(terminal, "more")
        terminal.wait_for(r"Drafts are kept again\.")
        end_by_signal(terminal, f"The request that was written for {SLUG} is kept as a draft.")
    with harness.console() as terminal:
        _runner(terminal, harness)
        terminal.wait_for("POST halfmore")
        terminal.wait_for("This draft was left")
        end_by_signal(terminal, "is kept as a draft.")
    _nothing_torn(harness)


def request_draft_is_broken(content: bytes, harness: DiskHarness) -> None:
    """A draft that is torn is set aside, with a word; the next one is kept."""
    _leave_request_draft(harness)
    [path] = drafts_of(harness).glob("*.json")
    path.write_bytes(content)
    with harness.console() as terminal:
        _runner(terminal, harness)
        terminal.wait_for(words("A draft could not be read and was set aside"))
        _type(terminal, "anew")
        end_by_signal(terminal, "is kept as a draft.")
    [aside] = drafts_of(harness).glob("*.unreadable")
    if aside.read_bytes() != content:
        raise Fault("what was set aside is not what was there")


def request_drafts_are_closed(harness: DiskHarness) -> None:
    """A folder that can't be read: told from the start, and the request is written and sent all the same."""
    drafts_of(harness).mkdir(parents=True)
    drafts_of(harness).chmod(0)
    with harness.console() as terminal:
        _runner(terminal, harness)
        terminal.wait_for(words("Drafts are not kept (Permission denied)"))
        _type(terminal, "?a=1")
        _send(terminal, harness)
        harness.leave(terminal)
    drafts_of(harness).chmod(0o700)


def _leave_request_draft(harness: DiskHarness) -> None:
    with harness.console() as terminal:
        _runner(terminal, harness)
        _type(terminal, "half")
        end_by_signal(terminal, "is kept as a draft.")


def _type(terminal: TerminalSession, text: str) -> None:
    terminal.type(text)
    terminal.wait_for(re.escape(text))


# The code of a search


def code_cache_fails(error: str, call: str, harness: DiskHarness) -> None:
    """Search keeps the code it fetched: where that fails, nothing is lost but time, and nothing is said."""
    with harness.console() as terminal:
        _list(terminal, harness)
        harness.disk(error, call)
        terminal.press("ctrl+f")
        terminal.type("module.exports")
        terminal.wait_for(rf"{SLUG}.*\b1\b|{SLUG}")
        terminal.wait_for(r"module\.exports = 1;")
        harness.never(terminal, words(ERRORS[error]))
        terminal.press("escape", "escape")
        _list(terminal, harness)
        harness.leave(terminal)
    _nothing_torn(harness)
