"""What leaves the editor unsaved and what comes back into it: drafts, discarded changes, versions of the history."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tui.app.report import Report, Tone
from tui.app.screens.drafted_function import DraftedFunction
from tui.app.screens.planned_function import Leave
from tui.app.screens.questions import Choice, QuestionScreen
from tui.errors import StorageError
from tui.model.function import OFFERED_STATUSES, Function, FunctionSummary
from tui.sessions.edit.conflict import Settled, as_edited
from tui.store.drafts import Draft
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.app.screens.history import Chosen


class RestoredFunction(DraftedFunction):
    """A function whose versions can be looked at and restored. `restoring` is put into the editor once it is open:
    a version, or changes that were discarded.
    """

    def __init__(self, summary: FunctionSummary, restoring: Chosen | Draft | None = None) -> None:
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
        if isinstance(chosen, Draft):
            self._bring_back(chosen, function)
        else:
            self._restore(chosen)

    async def _restored_gone(self) -> bool:
        """The server has no such function: show the version that was asked for, ready to be created again."""
        chosen, self._restoring = self._restoring, None
        if chosen is None:
            return False
        if isinstance(chosen, Draft):
            self._show_gone(chosen, "these are the changes you discarded")
            await self._find_draft(Function(self._summary, ""), offer=False)
            self._brought_back(chosen)
            return True
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
                f"The function was deleted on the server; this is {chosen.name}.",
                "ctrl+n creates the function again, with this text.",
            )
        )
        self.update_keys()
        return True

    # Leaving with unsaved changes, and bringing discarded ones back

    def _discard_and(self, leave: Leave) -> None:
        """Leave without the unsaved changes. They are kept aside for the case that they are wanted after all."""
        slug = printable(self._summary.slug, limit=60)
        if self.console.start.drafts is None:
            leave(f"Discarded the unsaved changes of {slug}.")
        elif self._set_aside(self._draft_maker()()):
            self._drop_draft()
            leave(f"Discarded the unsaved changes of {slug}; d in the list brings them back.")
        else:
            question = QuestionScreen(
                "Discard the changes for good?",
                "The disk does not take them, so that nothing could bring them back.",
                (Choice("stay", "Keep editing"), Choice("discard", "Discard them for good")),
            )

            def answered(answer: str | None) -> None:
                if answer == "discard":
                    self._drop_draft()
                    leave(f"Discarded the unsaved changes of {slug}.")

            self.console.ask_at_rest(question, answered)

    def _keep_and(self, leave: Leave) -> None:
        """Leave with the draft on disk; where the disk does not take it, stay and say so."""
        if self._keeper is not None and self._keeper.flush(self._draft_maker()):
            leave(f"The unsaved changes of {printable(self._summary.slug, limit=60)} are kept as a draft.")
        else:
            self.say("The draft could not be written to disk: the editor stays open.")

    def _bring_back(self, draft: Draft, function: Function) -> None:
        """Put changes that were discarded into the editor again, beside what the server holds by now."""

        def ask() -> None:
            self.ask_conflict(draft.base, draft.edited, function, then=lambda: self._brought_back(draft))

        if draft.base != as_edited(function):
            self.console.when_keys_rest(self, ask)
            return
        self._hold_draft(draft)
        self._brought_back(draft)

    def _brought_back(self, draft: Draft) -> None:
        store, keeper = self.console.start.drafts, self._keeper
        if not self.unsaved:
            self.say("The server holds the discarded changes already.", "$muted")
        elif store is not None and keeper is not None and keeper.flush(self._draft_maker()):
            with contextlib.suppress(StorageError):
                store.forget_discarded(draft)
            self.say("These are the changes you discarded; they are not saved yet.", "$accent")
