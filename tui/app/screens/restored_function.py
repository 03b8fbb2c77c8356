"""The history of the function in the editor, and a version of it put back as an unsaved edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.report import Report, Tone
from tui.app.screens.drafted_function import DraftedFunction
from tui.model.function import OFFERED_STATUSES, Function, FunctionSummary
from tui.sessions.edit.conflict import Settled, as_edited

if TYPE_CHECKING:
    from tui.app.screens.history import Chosen


class RestoredFunction(DraftedFunction):
    """A function whose versions can be looked at and restored. `restoring` is put into the editor once it is open."""

    def __init__(self, summary: FunctionSummary, restoring: Chosen | None = None) -> None:
        super().__init__(summary)
        self._restoring = restoring

    def _show_history(self) -> None:
        from tui.app.screens.history import HistoryScreen

        base = self._base
        if base is not None:
            current = None if self._gone else as_edited(base)
            self.app.push_screen(HistoryScreen(base.slug, current, self.edited), self._restore)

    def _restore(self, chosen: Chosen | None) -> None:
        if chosen is None:
            return
        place, content = self._code.cursor_location, chosen.content
        if content.status not in OFFERED_STATUSES:
            # The server's own word for how things stood then; nobody can send it.
            content = content._replace(status=self._fields.status)
        self._hold(Settled(content))
        self._code.go_to(*place)
        self.say(f"Holds {chosen.name}, unsaved; undo brings your text back.", "$accent")

    async def _found_or_restored(self, function: Function) -> None:
        """The function is loaded: put a version into the editor if one was asked for, or else offer a draft."""
        chosen, self._restoring = self._restoring, None
        await self._find_draft(function, offer=chosen is None)
        self._restore(chosen)

    async def _restored_gone(self) -> bool:
        """The server has no such function: show the version that was asked for, ready to be created again."""
        chosen, self._restoring = self._restoring, None
        if chosen is None:
            return False
        # Nothing of it is on the server: all of it is unsaved.
        nothing = Function(self._summary._replace(name="", description=None, status=""), "")
        self._load(nothing)
        self._gone = True
        await self._find_draft(nothing, offer=False)
        self._hold(Settled(chosen.content))
        self._code.go_to(0, 0)
        self._tell(
            Report(
                Tone.CAREFUL,
                f"The function is gone from the server; this is {chosen.name}.",
                "^n creates the function again, with this text.",
            )
        )
        self.update_keys()
        return True
