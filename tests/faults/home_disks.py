"""Disks that fail under the user's own surroundings: `keymap.toml`, the file for their editor, the link of a folder.

A case each, which raises Fault when a promise is not kept.
"""

from __future__ import annotations

from pathlib import Path

from tests.faults.bench import Bench
from tests.faults.draft_disks import ERRORS
from tests.faults.traces import SLUG, Fault
from tests.faults.written_disks import words


def keymap_refused(content: bytes, mode: int, said: str, bench: Bench) -> None:
    """The keys can't be used: the console says why and ends."""
    path = bench.config / "insforge-tui" / "keymap.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    path.chmod(mode)
    bench.refuses(said)


def keymap_is_a_folder(bench: Bench) -> None:
    (bench.config / "insforge-tui" / "keymap.toml").mkdir(parents=True)
    bench.refuses("Is a directory")


def outside_file_fails(error: str, call: str, bench: Bench) -> None:
    """The code can't be handed to the editor: that is said, nothing is lost, and once the disk is well it can."""
    program = bench.home / "ed"
    program.write_text("#!/bin/sh\nprintf '// by hand\\n' >> \"$1\"\nexit 3\n")
    program.chmod(0o755)
    bench.environment["VISUAL"] = str(program)
    with bench.editor() as terminal:
        typed = bench.type(terminal)
        bench.wait_for_draft(typed)
        bench.disk(error, call)
        terminal.press("ctrl+e")
        terminal.wait_for(words("Not opened: the file for your editor can't be written:"))
        terminal.wait_for(words(ERRORS[error]))
        bench.disk()
        again = bench.type(terminal)
        terminal.press("ctrl+e")
        terminal.wait_for(r"ended\s+with\s+code\s+3\.\s+Edited\s+in\s+ed")
        terminal.wait_for("// by hand")
        bench.save_and_leave(terminal, typed, again)


def link_is_not_kept(error: str, call: str, bench: Bench) -> None:
    """The link can't be kept: that is said, and once the disk is well it is asked for and kept."""
    with bench.console() as terminal:
        terminal.wait_for(rf"{SLUG} +\+ active")
        terminal.wait_for(r"^ \d+ functions  ")
        bench.disk(error, call)
        terminal.press("f")
        terminal.wait_to_read("Link it")
        terminal.press("1")
        terminal.wait_for(words(ERRORS[error]))
        bench.disk()
        terminal.press("r")
        terminal.wait_to_read("Link it")
        terminal.press("1")
        terminal.wait_for(r"of \d+ the same|f writes its files")
        bench.leave(terminal)
    if not _links(bench):
        raise Fault("the link was not kept")


def link_is_broken(content: bytes, bench: Bench) -> None:
    """What the disk made of the link is no link: the folder is not linked, and can be."""
    with bench.console() as terminal:
        terminal.wait_for(r"^ \d+ functions  ")
        terminal.press("f")
        terminal.wait_to_read("Link it")
        terminal.press("1")
        terminal.wait_for(r"f writes its files")
        bench.leave(terminal)
    for path in _links(bench):
        path.write_bytes(content)
    with bench.console() as terminal:
        terminal.wait_for(r"^ \d+ functions  ")
        terminal.press("f")
        terminal.wait_to_read("Link it")
        terminal.press("escape")
        terminal.wait_for(r"^ \d+ functions  |is not linked")
        bench.leave(terminal)


def _links(bench: Bench) -> list[Path]:
    return [path for path in bench.home.rglob("link.json") if path.is_file()]
