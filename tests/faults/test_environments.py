"""Environments and files of all kinds, under the real console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.environments import GROUPS, Group, one, together
from tests.faults.faulty_server import Peer
from tests.faults.terminal_harness import CONSOLE, TerminalHarness, quit_cleanly


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[TerminalHarness]:
    with Peer("nothing", "list") as peer:
        yield TerminalHarness(peer.url, "ik_x", tmp_path)


_SILENT = ("other sizes", "colours", "python, development", "python, optimised", "locale and time", "proxies")
_NOTICED = ("textual", "sizes")
_APART = ("folders", "around the proxy", "a proxy that is none", "certificates")


@pytest.mark.parametrize(
    "group",
    [together(*_SILENT), together(*_NOTICED), *(GROUPS[name] for name in _APART)],
    ids=["silent", "noticed", *_APART],
)
def test_the_console_starts_in_every_environment_and_says_what_it_ignores(
    harness: TerminalHarness, group: Group
) -> None:
    one(harness, group)


def test_every_group_is_tried() -> None:
    # Warnings as errors would hide what the development mode warns of.
    assert {*_SILENT, *_NOTICED, *_APART} == GROUPS.keys() - {"python, warnings"}


def test_what_is_ignored_is_hidden_by_the_key_that_fetches_the_list(harness: TerminalHarness) -> None:
    with harness.running(CONSOLE, {"TEXTUAL_PRESS": "x"}) as session:
        session.wait_for("TEXTUAL_PRESS is for developers")
        session.wait_for(r"^ 1 function  ")
        session.press("r")
        session.wait_gone("TEXTUAL_PRESS")
        quit_cleanly(session)
