"""Disks that take no drafts, or give none back, one case a function. Each raises Fault when a promise is not kept."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from tests.faults.disk_harness import DiskHarness, fill, remount, small_disk
from tests.faults.oracle import Fault
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


def drafts_fail(error: str, call: str, harness: DiskHarness) -> None:
    """The disk fails while the editor is open."""
    with harness.editor() as terminal:
        harness.disk(error, call)
        harness.goes_on(terminal, ERRORS[error])


def drafts_fail_from_the_start(error: str, call: str, harness: DiskHarness) -> None:
    harness.disk(error, call)
    with harness.editor() as terminal:
        harness.goes_on(terminal, ERRORS[error], from_the_start=True)


def gets_room_again(error: str, call: str, harness: DiskHarness) -> None:
    """Once the disk is well again the draft is kept, and that is told."""
    with harness.editor() as terminal:
        harness.disk(error, call)
        first = harness.type(terminal)
        terminal.wait_for(r"Drafts are not kept")
        harness.disk()
        second = harness.type(terminal)
        terminal.wait_for(r"Drafts are kept again\.")
        harness.wait_for_draft(first)
        harness.wait_for_draft(second)
        end_by_signal(terminal, _KEPT)


def place_comes_late(harness: DiskHarness) -> None:
    """No place could be had when the function was opened; it is taken when there is one."""
    harness.state.write_text("a file where a folder belongs")
    with harness.editor() as terminal:
        terminal.wait_for(r"Drafts are not kept")
        first = harness.type(terminal)
        harness.state.unlink()
        second = harness.type(terminal)
        terminal.wait_for(r"Drafts are kept again\.")
        harness.wait_for_draft(first)
        harness.save_and_leave(terminal, first, second)
    if list(harness.drafts.glob("*.json")):
        raise Fault("a draft is left of what was saved")


def ends_without_room(harness: DiskHarness) -> None:
    """A polite kill with a full disk does not say that the edit is kept."""
    with harness.editor() as terminal:
        harness.disk("ENOSPC", "open", "fsync")
        harness.type(terminal)
        terminal.wait_for(r"Drafts are not kept")
        end_by_signal(terminal, _NOT_WRITTEN)


def crashes_without_room(harness: DiskHarness) -> None:
    """Neither draft nor report can be written, and both are told."""
    harness.disk("ENOSPC", "open", "crash")
    with harness.editor() as terminal:
        harness.type(terminal)
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


def blocked(prepare: Callable[[DiskHarness], None], reason: str, harness: DiskHarness) -> None:
    """The state folder can't be used, from the start."""
    prepare(harness)
    with harness.editor() as terminal:
        harness.goes_on(terminal, reason, from_the_start=True)


def state_is_a_file(harness: DiskHarness) -> None:
    harness.state.write_text("a file where a folder belongs")


def state_is_read_only(harness: DiskHarness) -> None:
    harness.state.mkdir(mode=0o500)


def drafts_are_closed(harness: DiskHarness) -> None:
    harness.drafts.mkdir(parents=True)
    harness.drafts.chmod(0)


def _left_draft(harness: DiskHarness) -> str:
    with harness.editor() as terminal:
        token = harness.type(terminal)
        end_by_signal(terminal, _KEPT)
    return token


def left_draft_is_offered(error: str, harness: DiskHarness) -> None:
    """A draft from before is offered and saved, though the disk takes nothing new."""
    token = _left_draft(harness)
    harness.disk(error, "open", "fsync", "replace", "unlink")
    with harness.editor() as terminal:
        terminal.wait_to_read(r"There is an unsaved draft of this function\.")
        terminal.press("1")
        terminal.wait_for(token)
        harness.save_and_leave(terminal, token)
    if not list(harness.drafts.glob("*.json")):
        raise Fault("the draft went from a disk that can't be written")


def left_draft_stays_until_saved(harness: DiskHarness) -> None:
    """A draft that is gone on with stays where it is while the disk has no room for a new one; a save lets it go."""
    token = _left_draft(harness)
    harness.disk("ENOSPC", "open", "fsync")
    for killed in (True, False):
        with harness.editor() as terminal:
            terminal.wait_to_read(r"There is an unsaved draft of this function\.")
            terminal.press("1")
            terminal.wait_for(token)
            more = harness.type(terminal)
            if killed:
                end_by_signal(terminal, _NOT_WRITTEN)
            else:
                harness.save_and_leave(terminal, token, more)
    if list(harness.drafts.glob("*.json")):
        raise Fault("a draft is left of what was saved")


def draft_is_broken(content: bytes, harness: DiskHarness) -> None:
    """A draft that is torn is set aside, with a word; the next one is kept."""
    _left_draft(harness)
    [path] = harness.drafts.glob("*.json")
    path.write_bytes(content)
    _set_aside_and_kept(harness)
    [aside] = harness.drafts.glob("*.unreadable")
    if aside.read_bytes() != content:
        raise Fault("what was set aside is not what was there")


def draft_is_closed(harness: DiskHarness) -> None:
    _left_draft(harness)
    [path] = harness.drafts.glob("*.json")
    path.chmod(0)
    _set_aside_and_kept(harness)
    if len(list(harness.drafts.glob("*.unreadable"))) != 1:
        raise Fault("the draft that can't be read was not set aside")


def _set_aside_and_kept(harness: DiskHarness) -> None:
    with harness.editor() as terminal:
        text = terminal.wait_for(r"A draft could not be read.* set aside")
        if "not kept" in text:
            raise Fault("it says that drafts are not kept, and they are")
        token = harness.type(terminal)
        harness.wait_for_draft(token)
        harness.save_and_leave(terminal, token)


def closed_drafts_are_not_said_to_be_none(harness: DiskHarness) -> None:
    """`d` in the list, where the folder can't be read."""
    _left_draft(harness)
    harness.drafts.chmod(0)
    with harness.console() as terminal:
        terminal.wait_for(r"^ \d+ functions  ")
        terminal.press("d")
        terminal.wait_for(r"The drafts can't be read \(Permission denied\)")
        harness.leave(terminal)


# Real disks


def full_disk_with_room_later(harness: DiskHarness) -> None:
    with small_disk(harness.state), harness.editor() as terminal:
        first = harness.type(terminal)
        harness.wait_for_draft(first)
        filler = fill(harness.state)
        second = harness.type(terminal)
        terminal.wait_for(r"Drafts are not kept \(No space left on device\)")
        filler.unlink()
        third = harness.type(terminal)
        terminal.wait_for(r"Drafts are kept again\.")
        harness.wait_for_draft(third)
        harness.save_and_leave(terminal, first, second, third)


def full_disk(harness: DiskHarness) -> None:
    with small_disk(harness.state):
        fill(harness.state)
        with harness.editor() as terminal:
            harness.goes_on(terminal, "No space left on device")


def disk_turned_read_only(harness: DiskHarness) -> None:
    with small_disk(harness.state):
        token = _left_draft(harness)
        remount(harness.state, "ro")
        with harness.editor() as terminal:
            terminal.wait_to_read(r"There is an unsaved draft of this function\.")
            terminal.press("1")
            terminal.wait_for(token)
            harness.save_and_leave(terminal, token)
