"""Undo for one line of text: which earlier text an undo goes back to.

Letters typed in a row are one step, up to a blank. Refuses to know how a field is edited: it is told each change.
"""

from __future__ import annotations

_MOST_STEPS = 200


class FieldEdits:
    """The texts a field held before, and after undos those it held later."""

    def __init__(self) -> None:
        self._before: list[str] = []
        self._after: list[str] = []
        self._typed_at: int | None = None
        self._going = False

    def forget(self) -> None:
        """Go back no further than to the text of now."""
        self._before.clear()
        self._after.clear()
        self._typed_at = None

    def changed(self, old: str, new: str) -> None:
        """The field's text became another."""
        if self._going or old == new:
            return
        at = _typed_at(old, new)
        goes_on = at is not None and at == self._typed_at and not new[at].isspace()
        if not goes_on:
            self._before.append(old)
            del self._before[:-_MOST_STEPS]
        self._after.clear()
        self._typed_at = None if at is None else at + 1

    def undo(self, now: str) -> str | None:
        """The text before the last step; None when there is none."""
        return self._step(now, self._before, self._after)

    def redo(self, now: str) -> str | None:
        """The text that the last undo took away; None when there is none."""
        return self._step(now, self._after, self._before)

    def _step(self, now: str, source: list[str], target: list[str]) -> str | None:
        self._typed_at = None
        if not source:
            return None
        target.append(now)
        return source.pop()

    def __enter__(self) -> None:
        """Changes made meanwhile are steps of the history itself, not edits."""
        self._going = True

    def __exit__(self, *_exception: object) -> None:
        self._going = False


def _typed_at(old: str, new: str) -> int | None:
    """Where one character was put in; None for any other change."""
    if len(new) != len(old) + 1:
        return None
    at = next((index for index, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    return at if old[at:] == new[at + 1 :] else None
