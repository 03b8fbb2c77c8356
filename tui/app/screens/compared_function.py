"""An editor's content beside other versions: what a save would send, and what to do about a conflict."""

from __future__ import annotations

from collections.abc import Callable

from tui.app.screens.edited_function import EditedFunction
from tui.app.screens.questions import Choice
from tui.model.function import Edited, Function
from tui.sessions.edit.conflict import Way, as_edited, fields_in_conflict, settle

NOT_SENT = "Nothing was sent"
SAVED = "Your save went through beside it"
"""What became of the save that met somebody else's change."""

_TAKEN = {
    Way.THEIRS: "The editor holds their version. Undo (ctrl+z) brings yours back.",
    Way.MINE: "The editor holds your version. ctrl+s saves it; ctrl+z undoes this.",
    Way.MERGE: "The editor holds both merged. ctrl+s saves; ctrl+z undoes this.",
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
        places = f"{merged.marks} conflict{'' if merged.marks == 1 else 's'} to resolve" if merged.marks else ""
        # Of a field there is no merging: mine is kept, which must be known before it is chosen.
        fields = [f"my {field}" for field in both if field != "code"]
        how = f"merge ({', '.join(filter(None, [places, *fields])) or 'no conflicts'})"
        screen = VersionsScreen(
            f"Somebody changed this function. {happened}; choose what the editor holds, then save.",
            (Version("base", base), Version("mine", mine), Version("theirs, on the server", their)),
            (Choice("theirs", "take theirs"), Choice("mine", "keep mine"), Choice("merge", how)),
        )

        def answered(answer: str | None) -> None:
            if answer is not None:
                made_from = self._base
                self._take_base(theirs)
                self._hold(settle(base, mine, their, Way(answer)), made_from=made_from)
                if then is not None:
                    then()
                marks = merged.marks if answer == Way.MERGE.value else 0
                resolving = f"{places}: f8 goes to the next; alt+m keeps mine, alt+t theirs, alt+a both."
                self.say(resolving if marks else _TAKEN[Way(answer)], "$accent")

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
