"""Disks that take no drafts, or give none back, one case a function. Each raises Fault when a promise is not kept."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from tests.faults.bench import Bench, fill, remount, small_disk
from tests.faults.traces import Fault
from tests.pty_session import TerminalSession

ERRORS = {
    "ENOSPC": "No space left on device",
    "EDQUOT": "Disk quota exceeded",
    "EIO": "Input/output error",
    "EROFS": "Read-only file system",
}
"""Errors of a disk, and what the system calls them."""

_KEPT = "The unsaved edit of shared is kept"
_NOT_WRITTEN = "The unsaved edit of shared could not be written to disk"


def drafts_fail(error: str, call: str, bench: Bench) -> None:
    """The disk fails while the editor is open."""
    with bench.editor() as terminal:
        bench.disk(error, call)
        bench.goes_on(terminal, ERRORS[error])


def drafts_fail_from_the_start(error: str, call: str, bench: Bench) -> None:
    bench.disk(error, call)
    with bench.editor() as terminal:
        bench.goes_on(terminal, ERRORS[error], from_the_start=True)


def gets_room_again(error: str, call: str, bench: Bench) -> None:
    """Once the disk is well again the draft is kept, and that is told."""
    with bench.editor() as terminal:
        bench.disk(error, call)
        first = bench.type(terminal)
        terminal.wait_for(r"Drafts are not kept")
        bench.disk()
        second = bench.type(terminal)
        terminal.wait_for(r"Drafts are kept again\.")
        bench.wait_for_draft(first)
        bench.wait_for_draft(second)
        end_by_signal(terminal, _KEPT)


def place_comes_late(bench: Bench) -> None:
    """No place could be had when the function was opened; it is taken when there is one."""
    bench.state.write_text("a file where a folder belongs")
    with bench.editor() as terminal:
        terminal.wait_for(r"Drafts are not kept")
        first = bench.type(terminal)
        bench.state.unlink()
        second = bench.type(terminal)
        terminal.wait_for(r"Drafts are kept again\.")
        bench.wait_for_draft(first)
        bench.save_and_leave(terminal, first, second)
    if list(bench.drafts.glob("*.json")):
        raise Fault("a draft is left of what was saved")


def ends_without_room(bench: Bench) -> None:
    """A polite kill with a full disk does not say that the edit is kept."""
    with bench.editor() as terminal:
        bench.disk("ENOSPC", "open", "fsync")
        bench.type(terminal)
        terminal.wait_for(r"Drafts are not kept")
        end_by_signal(terminal, _NOT_WRITTEN)


def crashes_without_room(bench: Bench) -> None:
    """Neither draft nor report can be written, and both are told."""
    bench.disk("ENOSPC", "open", "crash")
    with bench.editor() as terminal:
        bench.type(terminal)
        terminal.press("\x1b[20~")
        terminal.wait_end()
        _last_words(terminal, "insforge-tui crashed", _NOT_WRITTEN, "The report could not be written.")


def end_by_signal(terminal: TerminalSession, said: str) -> None:
    """End the console politely; these must be among its last words."""
    os.kill(terminal.pid, signal.SIGTERM)
    if terminal.wait_end() != 128 + signal.SIGTERM:
        raise Fault(f"ended with {terminal.exit_code}")
    _last_words(terminal, said)


def _last_words(terminal: TerminalSession, *said: str) -> None:
    left = bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2].decode()
    for each in said:
        if each not in left:
            raise Fault(f"{each!r} is not among the last words: {left!r}")


def blocked(prepare: Callable[[Bench], None], reason: str, bench: Bench) -> None:
    """The state folder can't be used, from the start."""
    prepare(bench)
    with bench.editor() as terminal:
        bench.goes_on(terminal, reason, from_the_start=True)


def state_is_a_file(bench: Bench) -> None:
    bench.state.write_text("a file where a folder belongs")


def state_is_read_only(bench: Bench) -> None:
    bench.state.mkdir(mode=0o500)


def drafts_are_closed(bench: Bench) -> None:
    bench.drafts.mkdir(parents=True)
    bench.drafts.chmod(0)


def _left_draft(bench: Bench) -> str:
    with bench.editor() as terminal:
        token = bench.type(terminal)
        end_by_signal(terminal, _KEPT)
    return token


def left_draft_is_offered(error: str, bench: Bench) -> None:
    """A draft from before is offered and saved, though the disk takes nothing new."""
    token = _left_draft(bench)
    bench.disk(error, "open", "fsync", "replace", "unlink")
    with bench.editor() as terminal:
        terminal.wait_to_read(r"There is an unsaved draft of this function\.")
        terminal.press("1")
        terminal.wait_for(token)
        bench.save_and_leave(terminal, token)
    if not list(bench.drafts.glob("*.json")):
        raise Fault("the draft went from a disk that can't be written")


def left_draft_stays_until_saved(bench: Bench) -> None:
    """A draft that is gone on with stays where it is while the disk has no room for a new one; a save lets it go."""
    token = _left_draft(bench)
    bench.disk("ENOSPC", "open", "fsync")
    for killed in (True, False):
        with bench.editor() as terminal:
            terminal.wait_to_read(r"There is an unsaved draft of this function\.")
            terminal.press("1")
            terminal.wait_for(token)
            more = bench.type(terminal)
            if killed:
                end_by_signal(terminal, _NOT_WRITTEN)
            else:
                bench.save_and_leave(terminal, token, more)
    if list(bench.drafts.glob("*.json")):
        raise Fault("a draft is left of what was saved")


def draft_is_broken(content: bytes, bench: Bench) -> None:
    """A draft that is torn is set aside, with a word; the next one is kept."""
    _left_draft(bench)
    [path] = bench.drafts.glob("*.json")
    path.write_bytes(content)
    _set_aside_and_kept(bench)
    [aside] = bench.drafts.glob("*.unreadable")
    if aside.read_bytes() != content:
        raise Fault("what was set aside is not what was there")


def draft_is_closed(bench: Bench) -> None:
    _left_draft(bench)
    [path] = bench.drafts.glob("*.json")
    path.chmod(0)
    _set_aside_and_kept(bench)
    if len(list(bench.drafts.glob("*.unreadable"))) != 1:
        raise Fault("the draft that can't be read was not set aside")


def _set_aside_and_kept(bench: Bench) -> None:
    with bench.editor() as terminal:
        text = terminal.wait_for(r"A draft could not be read.* set aside")
        if "not kept" in text:
            raise Fault("it says that drafts are not kept, and they are")
        token = bench.type(terminal)
        bench.wait_for_draft(token)
        bench.save_and_leave(terminal, token)


def closed_drafts_are_not_said_to_be_none(bench: Bench) -> None:
    """`d` in the list, where the folder can't be read."""
    _left_draft(bench)
    bench.drafts.chmod(0)
    with bench.console() as terminal:
        terminal.wait_for(r"^ \d+ functions  ")
        terminal.press("d")
        terminal.wait_for(r"The drafts can't be read \(Permission denied\)")
        bench.leave(terminal)


# Real disks


def full_disk_with_room_later(bench: Bench) -> None:
    with small_disk(bench.state), bench.editor() as terminal:
        first = bench.type(terminal)
        bench.wait_for_draft(first)
        filler = fill(bench.state)
        second = bench.type(terminal)
        terminal.wait_for(r"Drafts are not kept \(No space left on device\)")
        filler.unlink()
        third = bench.type(terminal)
        terminal.wait_for(r"Drafts are kept again\.")
        bench.wait_for_draft(third)
        bench.save_and_leave(terminal, first, second, third)


def full_disk(bench: Bench) -> None:
    with small_disk(bench.state):
        fill(bench.state)
        with bench.editor() as terminal:
            bench.goes_on(terminal, "No space left on device")


def disk_turned_read_only(bench: Bench) -> None:
    with small_disk(bench.state):
        token = _left_draft(bench)
        remount(bench.state, "ro")
        with bench.editor() as terminal:
            terminal.wait_to_read(r"There is an unsaved draft of this function\.")
            terminal.press("1")
            terminal.wait_for(token)
            bench.save_and_leave(terminal, token)
