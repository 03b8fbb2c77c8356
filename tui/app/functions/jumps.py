"""The functions of the list as places the palette can lead to.

Owns what is said of each there. Refuses to know how they are found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.app.shell.jumps import Jump
from tui.app.shell.routes import OpenFunction
from tui.model.function import ACTIVE, FunctionSummary
from tui.terminal.sanitise import printable

_MOST_SHOWN = 200


class FunctionJumps:
    """Made anew when the list is another one. `listed` are the functions of now."""

    def __init__(self, listed: Callable[[], Sequence[FunctionSummary]]) -> None:
        self._listed = listed
        self._of: Sequence[FunctionSummary] | None = None
        self._jumps: tuple[Jump, ...] = ()

    def all(self) -> tuple[Jump, ...]:
        """Every function."""
        functions = self._listed()
        if functions is not self._of:
            self._of, self._jumps = functions, tuple(map(jump_to, functions))
        return self._jumps

    def of(self, slug: str) -> Jump | None:
        """The function of a slug; None where it is not listed."""
        return next((jump_to(function) for function in self._listed() if function.slug == slug), None)


def jump_to(function: FunctionSummary) -> Jump:
    """A function as a place to go to."""
    name = printable(function.name, limit=_MOST_SHOWN) if function.name != function.slug else ""
    said = name if function.status == ACTIVE else " · ".join(filter(None, (printable(function.status, limit=20), name)))
    return Jump("function", printable(function.slug, limit=_MOST_SHOWN), OpenFunction(function), said)
