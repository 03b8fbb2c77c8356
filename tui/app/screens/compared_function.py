"""An editor's content beside other versions: what a save would send, and what to do about a conflict."""

from __future__ import annotations

from collections.abc import Callable

from tui.app.screens.edited_function import EditedFunction
from tui.app.screens.questions import Choice
from tui.flows.conflict import Way, as_edited, fields_in_conflict, settle
from tui.model.function import Edited, Function

NOT_SENT = "Nothing was sent"
SAVED = "Your save went through beside it"
"""What became of the save that met somebody else's change."""

_TAKEN = {
    Way.THEIRS: "The editor holds their version.",
    Way.MINE: "The editor holds your version, made from theirs.",
    Way.MERGE: "The editor holds both versions merged.",
}


class ComparedFunction(EditedFunction):
    """A function whose versions can be looked at side by side."""

    def ask_conflict(
        self,
        base: Edited,
        mine: Edited,
        theirs: Function,
        then: Callable[[], None] | None = None,
        happened: str = NOT_SENT,
    ) -> None:
        """Show the three versions and let the user choose; then the editor holds the answer, made from `theirs`."""
        from tui.app.screens.versions import Version, VersionsScreen

        their = as_edited(theirs)
        both = fields_in_conflict(base, mine, their)
        merged = settle(base, mine, their, Way.MERGE)
        if merged.marks:
            how = f"merge ({merged.marks} place{'' if merged.marks == 1 else 's'} to settle)"
        else:
            how = "merge (nothing to settle)" if both in ((), ("code",)) else "merge, my fields"
        screen = VersionsScreen(
            f"Somebody changed this function. {happened}; choose what the editor holds, then save.",
            (Version("base", base), Version("mine", mine), Version("theirs, on the server", their)),
            (Choice("theirs", "take theirs"), Choice("mine", "keep mine"), Choice("merge", how)),
        )

        def answered(answer: str | None) -> None:
            if answer is not None:
                self._take_base(theirs)
                self._hold(settle(base, mine, their, Way(answer)))
                if then is not None:
                    then()
                self.say(f"{_TAKEN[Way(answer)]} Save (^s) when it is right; undo brings your text back.", "$accent")

        self.app.push_screen(screen, answered)

    def _show_changes(self) -> None:
        """What a save would send, beside what the server holds."""
        from tui.app.screens.versions import Version, VersionsScreen

        if self._base is not None:
            self.app.push_screen(
                VersionsScreen(
                    "What a save would send. Nothing has been sent.",
                    (Version("on the server", as_edited(self._base)), Version("in the editor", self.edited)),
                )
            )
