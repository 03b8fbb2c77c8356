"""Disks that fail under the user's own surroundings: `keymap.toml`, the file for their editor, the link of a folder.

A case each, which raises Fault when a promise is not kept.
"""

from __future__ import annotations

from pathlib import Path

from tests.faults.disk_harness import DiskHarness
from tests.faults.draft_disks import ERRORS
from tests.faults.oracle import SLUG, Fault
from tests.faults.written_disks import words


def keymap_refused(content: bytes, mode: int, said: str, harness: DiskHarness) -> None:
    """The keys can't be used: the console says why and ends."""
    path = harness.config / "insforge-tui" / "keymap.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    path.chmod(mode)
    harness.refuses(said)


def keymap_is_a_folder(harness: DiskHarness) -> None:
    (harness.config / "insforge-tui" / "keymap.toml").mkdir(parents=True)
    harness.refuses("Is a directory")


def outside_file_fails(error: str, call: str, harness: DiskHarness) -> None:
    """The code can't be handed to the editor: that is said, nothing is lost, and once the disk is well it can."""
    program = harness.home / "ed"
    program.write_text("#!/bin/sh\nprintf '// by hand\\n' >> \"$1\"\nexit 3\n")
    program.chmod(0o755)
    harness.environment["VISUAL"] = str(program)
    with harness.editor() as terminal:
        typed = harness.type(terminal)
        harness.wait_for_draft(typed)
        harness.disk(error, call)
        terminal.press("ctrl+e")
        terminal.wait_for(words("Not opened: the file for your editor can't be written:"))
        terminal.wait_for(words(ERRORS[error]))
        harness.disk()
        again = harness.type(terminal)
        terminal.press("ctrl+e")
        terminal.wait_for(r"ended\s+with\s+code\s+3\.\s+Edited\s+in\s+ed")
        terminal.wait_for("// by hand")
        harness.save_and_leave(terminal, typed, again)


def link_is_not_kept(error: str, call: str, harness: DiskHarness) -> None:
    """The link can't be kept: that is said, and once the disk is well it is asked for and kept."""
    with harness.console() as terminal:
        terminal.wait_for(rf"{SLUG} +\+ active")
        terminal.wait_for(r"^ \d+ functions  ")
        harness.disk(error, call)
        terminal.press("f")
        terminal.wait_to_read("Link it")
        terminal.press("1")
        terminal.wait_for(words(ERRORS[error]))
        harness.disk()
        terminal.press("r")
        terminal.wait_to_read("Link it")
        terminal.press("1")
        terminal.wait_for(r"of \d+ the same|f writes its files")
        harness.leave(terminal)
    if not _links(harness):
        raise Fault("the link was not kept")


def link_is_broken(content: bytes, harness: DiskHarness) -> None:
    """What the disk made of the link is no link: the folder is not linked, and can be."""
    with harness.console() as terminal:
        terminal.wait_for(r"^ \d+ functions  ")
        terminal.press("f")
        terminal.wait_to_read("Link it")
        terminal.press("1")
        terminal.wait_for(r"f writes its files")
        harness.leave(terminal)
    for path in _links(harness):
        path.write_bytes(content)
    with harness.console() as terminal:
        terminal.wait_for(r"^ \d+ functions  ")
        terminal.press("f")
        terminal.wait_to_read("Link it")
        terminal.press("escape")
        terminal.wait_for(r"^ \d+ functions  |is not linked")
        harness.leave(terminal)


def _links(harness: DiskHarness) -> list[Path]:
    return [path for path in harness.home.rglob("link.json") if path.is_file()]
