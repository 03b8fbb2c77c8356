"""A text at one moment, as lines and their endings.

Owns that two of them are compared quickly. Refuses to know who edits the text.
"""

from __future__ import annotations

from typing import NamedTuple

from tui.editing.source import SourceText, joined


class Snapshot(NamedTuple):
    """A text as lines and their endings; comparing two is cheap because unchanged lines are the same objects."""

    lines: list[str]
    endings: list[str]

    @classmethod
    def of(cls, text: str) -> Snapshot:
        """The snapshot of a text."""
        source = SourceText(text)
        return cls(source.lines, source.endings)

    @property
    def text(self) -> str:
        """The whole text, exactly."""
        return joined(self.lines, self.endings)

    def kept(self) -> Snapshot:
        """A copy that later edits do not change."""
        return Snapshot(list(self.lines), list(self.endings))
