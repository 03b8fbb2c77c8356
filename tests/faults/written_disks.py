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

from tests.faults.bench import Bench
from tests.faults.draft_disks import ERRORS, end_by_signal
from tests.faults.traces import SLUG, Fault
from tests.pty_session import TerminalSession


class Writing(NamedTuple):
    """How a file comes to be: what is opened first, what writes, and what is said where it is not written.

    `file` is the file, within the home folder; `again` are keys that come before it is written once more; `done` stands
    on a screen that comes by itself once it is written.
    """

    open: Callable[[TerminalSession, Bench], None]
    write: Callable[[TerminalSession, Bench], None]
    said: str
    file: str
    again: tuple[str, ...] = ()
    done: str = ""


def words(text: str) -> str:
    """A pattern of a sentence, wherever its line was broken."""
    return r"\s+".join(map(re.escape, text.split()))


def _list(terminal: TerminalSession, _bench: Bench) -> None:
    terminal.wait_for(rf"{SLUG} +\+ active")
    terminal.wait_for(r"^ \d+ functions  ")


def _runner(terminal: TerminalSession, bench: Bench) -> None:
    _list(terminal, bench)
    terminal.press("x")
    terminal.wait_for(rf"^ Run {SLUG}")


def _edited_request(terminal: TerminalSession, bench: Bench) -> None:
    _runner(terminal, bench)
    _type(terminal, "?a=1")


def _answered(terminal: TerminalSession, bench: Bench) -> None:
    _runner(terminal, bench)
    _send(terminal, bench)
    terminal.press("f6", "f6")


def _send(terminal: TerminalSession, _bench: Bench) -> None:
    terminal.press("ctrl+r")
    terminal.wait_for(r"\b[2-5]\d\d\b.* ms")


def _save_body(terminal: TerminalSession, bench: Bench) -> None:
    _type_path(terminal, "s", "save to", bench.home / "body.txt")


def _logs(terminal: TerminalSession, bench: Bench) -> None:
    _runner(terminal, bench)
    _send(terminal, bench)
    terminal.press("escape")
    _list(terminal, bench)
    terminal.press("l")
    terminal.wait_for(r"\d\d:\d\d:\d\d")


def _export_logs(terminal: TerminalSession, bench: Bench) -> None:
    _type_path(terminal, "e", rf"logs-{SLUG}-", bench.home / "logs.txt")


def _secrets(terminal: TerminalSession, bench: Bench) -> None:
    _list(terminal, bench)
    terminal.press("4")
    terminal.wait_for(r"JWT_SECRET +reserved")


def _write_keys(terminal: TerminalSession, bench: Bench) -> None:
    _type_path(terminal, "w", "into which file", bench.home / "keys.env")


def _type_path(terminal: TerminalSession, key: str, asked: str, path: Path) -> None:
    terminal.press(key)
    terminal.wait_for(asked)
    terminal.press("ctrl+u", str(path), "enter")


def _export(terminal: TerminalSession, bench: Bench) -> None:
    terminal.press("a")
    number = re.search(r"(\d) +Export to files", terminal.wait_for(r"\d +Export to files"))
    terminal.press("" if number is None else number[1])
    terminal.wait_to_read(r"A folder; it is made")
    terminal.press("ctrl+u", str(bench.home), "enter")


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


def is_not_written(name: str, error: str, calls: tuple[str, ...], bench: Bench) -> None:
    """It is said, nothing torn is left, and it is written once the disk is well."""
    writing = WRITINGS[name]
    with bench.console() as terminal:
        writing.open(terminal, bench)
        bench.disk(error, *calls)
        writing.write(terminal, bench)
        terminal.wait_for(words(writing.said))
        terminal.wait_for(words(ERRORS[error]))
        _nothing_torn(bench)
        if any(bench.home.glob(writing.file)):
            raise Fault(f"there is {writing.file}, and it was told not to be")
        bench.disk()
        if writing.again:
            terminal.press(*writing.again)
            _list(terminal, bench)
        writing.write(terminal, bench)
        _wait_for_file(bench, writing.file)
        if writing.done:
            terminal.wait_to_read(writing.done)
        bench.leave(terminal)
    _nothing_torn(bench)


def _wait_for_file(bench: Bench, pattern: str) -> None:
    limit = time.monotonic() + 60
    while not any(bench.home.glob(pattern)):
        if time.monotonic() > limit:
            raise Fault(f"there is no {pattern}")
        time.sleep(0.02)


def _nothing_torn(bench: Bench) -> None:
    """No file is half of one: what is JSON is whole, and nothing is left of what was being written."""
    for path in filter(Path.is_file, bench.home.rglob("*")):
        if path.name.startswith(".new-"):
            raise Fault(f"{path} is left")
        if path.suffix == ".json":
            json.loads(path.read_bytes())


# The draft of a request


def drafts_of(bench: Bench) -> Path:
    """Where the drafts of requests are kept."""
    return bench.state / "insforge-tui" / "request-drafts"


def request_drafts_fail(error: str, call: str, bench: Bench) -> None:
    """It is told once, typing goes on, and a polite kill says that nothing is kept."""
    with bench.console() as terminal:
        _runner(terminal, bench)
        bench.disk(error, call)
        told = words(f"Drafts are not kept ({ERRORS[error]}): only this window has the request.")
        _type(terminal, "half")
        terminal.wait_for(told)
        terminal.press("left")
        terminal.wait_gone(told)
        terminal.press("right")
        _type(terminal, "more")
        bench.never(terminal, told)
        end_by_signal(terminal, "The request that was edited could not be written to disk.")
    if list(drafts_of(bench).glob("*.json")):
        raise Fault("a draft is there that was told not to be kept")


def request_drafts_get_room(error: str, call: str, bench: Bench) -> None:
    """Once the disk is well the draft is kept, that is told, and the next console goes on with it."""
    with bench.console() as terminal:
        _runner(terminal, bench)
        bench.disk(error, call)
        _type(terminal, "half")
        terminal.wait_for("Drafts are not kept")
        bench.disk()
        _type(terminal, "more")
        terminal.wait_for(r"Drafts are kept again\.")
        end_by_signal(terminal, f"The request that was written for {SLUG} is kept as a draft.")
    with bench.console() as terminal:
        _runner(terminal, bench)
        terminal.wait_for("POST halfmore")
        terminal.wait_for("This draft was left")
        end_by_signal(terminal, "is kept as a draft.")
    _nothing_torn(bench)


def request_draft_is_broken(content: bytes, bench: Bench) -> None:
    """A draft that is torn is set aside, with a word; the next one is kept."""
    _leave_request_draft(bench)
    [path] = drafts_of(bench).glob("*.json")
    path.write_bytes(content)
    with bench.console() as terminal:
        _runner(terminal, bench)
        terminal.wait_for(words("A draft could not be read and was set aside"))
        _type(terminal, "anew")
        end_by_signal(terminal, "is kept as a draft.")
    [aside] = drafts_of(bench).glob("*.unreadable")
    if aside.read_bytes() != content:
        raise Fault("what was set aside is not what was there")


def request_drafts_are_closed(bench: Bench) -> None:
    """A folder that can't be read: told from the start, and the request is written and sent all the same."""
    drafts_of(bench).mkdir(parents=True)
    drafts_of(bench).chmod(0)
    with bench.console() as terminal:
        _runner(terminal, bench)
        terminal.wait_for(words("Drafts are not kept (Permission denied)"))
        _type(terminal, "?a=1")
        _send(terminal, bench)
        bench.leave(terminal)
    drafts_of(bench).chmod(0o700)


def _leave_request_draft(bench: Bench) -> None:
    with bench.console() as terminal:
        _runner(terminal, bench)
        _type(terminal, "half")
        end_by_signal(terminal, "is kept as a draft.")


def _type(terminal: TerminalSession, text: str) -> None:
    terminal.type(text)
    terminal.wait_for(re.escape(text))


# The code of a search


def code_cache_fails(error: str, call: str, bench: Bench) -> None:
    """Search keeps the code it fetched: where that fails, nothing is lost but time, and nothing is said."""
    with bench.console() as terminal:
        _list(terminal, bench)
        bench.disk(error, call)
        terminal.press("ctrl+f")
        terminal.type("module.exports")
        terminal.wait_for(rf"{SLUG}.*\b1\b|{SLUG}")
        terminal.wait_for(r"module\.exports = 1;")
        bench.never(terminal, words(ERRORS[error]))
        terminal.press("escape", "escape")
        _list(terminal, bench)
        bench.leave(terminal)
    _nothing_torn(bench)
