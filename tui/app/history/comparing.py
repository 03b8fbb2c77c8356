"""Versions of a history as they are compared: the older one first, an unknown field without a difference. Pure."""

from __future__ import annotations

from tui.app.history.rows import version_label
from tui.app.shell.routes import Version
from tui.model.function import Edited
from tui.sessions.versions import PastVersion, filled

Known = tuple[PastVersion, Edited]
"""A version and what it holds."""


def pair_of(one: Known, other: Known) -> list[Version]:
    """Two versions of the history."""
    (older, held), (newer, then_held) = sorted((one, other), key=lambda known: known[0].at)
    return [
        Version(version_label(older), filled(older, held, then_held)),
        Version(version_label(newer), filled(newer, then_held, held)),
    ]


def pair_with_now(one: Known, now: Edited, called: str) -> list[Version]:
    """A version of the history and what there is now."""
    version, content = one
    return [Version(version_label(version), filled(version, content, now)), Version(called, now)]
