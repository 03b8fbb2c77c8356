"""Environments and files of all kinds, under the real console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.environments import GROUPS, Group, one, together
from tests.faults.faulty_server import Peer
from tests.faults.terminal_harness import TerminalHarness


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[TerminalHarness]:
    with Peer("nothing", "list") as peer:
        yield TerminalHarness(peer.url, "ik_x", tmp_path)


_IN_ONE = (
    "other sizes",
    "colours",
    "python, development",
    "python, optimised",
    "locale and time",
    "proxies",
    "folders",
)
_NOTICED = ("textual", "sizes")
_APART = ("around the proxy", "a proxy that is none", "certificates")


@pytest.mark.parametrize(
    "group",
    [together(*_IN_ONE), together(*_NOTICED), *(GROUPS[name] for name in _APART)],
    ids=["in one", "noticed", *_APART],
)
def test_the_console_starts_in_every_environment_and_says_what_it_ignores(
    harness: TerminalHarness, group: Group
) -> None:
    # What is ignored is hidden by the key that fetches the list.
    one(harness, group, hidden="TEXTUAL_COLOR_SYSTEM" if "TEXTUAL_COLOR_SYSTEM" in group.env else "")


def test_every_group_is_tried() -> None:
    # Warnings as errors would hide what the development mode warns of.
    assert {*_IN_ONE, *_NOTICED, *_APART} == GROUPS.keys() - {"python, warnings"}
