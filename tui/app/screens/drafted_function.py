"""The unsaved edit of the editor's screen as a draft on disk, and the question about one that was left there."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime
from functools import partial

from tui.app.clock import call_widget_later
from tui.app.draft_keeper import DraftKeeper
from tui.app.moments import ago
from tui.app.report import Report, Tone
from tui.app.screens.questions import Choice, QuestionScreen
from tui.app.screens.saving_function import SavingFunction
from tui.editing.merge import conflicts_in
from tui.editing.snapshot import Snapshot
from tui.errors import StorageError
from tui.model.function import Edited, Function, FunctionSummary
from tui.sessions.edit.conflict import Settled, as_edited
from tui.store.drafts import Draft
from tui.terminal.sanitise import printable


class DraftedFunction(SavingFunction):
    """A function whose unsaved edit survives whatever happens to the process."""

    def __init__(self, summary: FunctionSummary) -> None:
        super().__init__(summary)
        self._keeper: DraftKeeper | None = None
        self._draft_waits = False
        self._opening: asyncio.Future[Draft | None] | None = None
        self._asked_about_left = False

    async def _find_draft(self, function: Function, *, offer: bool = True) -> None:
        """Take the draft's place, once, and offer what was left there; without an offer it stays for another time."""
        if self._opening is None:
            self._opening = asyncio.ensure_future(self._open_keeper(function.slug))
        # The function may be fetched again while the disk is asked, which ends this and comes here once more.
        found = await asyncio.shield(self._opening)
        if self._asked_about_left:
            self._write_draft()
            return
        self._asked_about_left = True
        if self.unsaved:
            # Typed while the disk was asked.
            self._write_draft()
        if found is not None and found.edited == as_edited(function):
            self._drop_left()
        elif found is not None and offer:
            self.console.when_keys_rest(self, lambda: self._offer(found))

    async def _find_draft_of_gone(self) -> bool:
        """The server has no such function any more: show the draft of it, if there is one."""
        if self._asked_about_left:
            return False
        if self._opening is None:
            self._opening = asyncio.ensure_future(self._open_keeper(self._summary.slug))
        draft = await asyncio.shield(self._opening)
        self._asked_about_left = True
        if draft is None:
            return False
        self._show_gone(draft, "this is your draft of it")
        self._take_over()
        return True

    def _show_gone(self, draft: Draft, what: str) -> None:
        base = draft.base
        self._load(
            Function(
                self._summary._replace(name=base.name, description=base.description, status=base.status), base.code
            )
        )
        self._gone = True
        self._hold_draft(draft)
        self._tell(
            Report(
                Tone.CAREFUL,
                f"The function was deleted on the server; {what}.",
                "ctrl+n creates the function again, with this text.",
            )
        )
        self.update_keys()

    async def _open_keeper(self, slug: str) -> Draft | None:
        store = self.console.start.drafts
        if store is None:
            return None
        loop = asyncio.get_running_loop()

        def tell(said: str) -> None:
            # Called in the thread that writes, and while the console ends.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self.announce, said)

        self._keeper = keeper = DraftKeeper(tell, self.console.clock.monotonic)
        found = await asyncio.to_thread(keeper.open, store, self.console.list_name, slug)
        if keeper.others:
            processes = ", ".join(str(number) for number in keeper.others if number)
            which = f" (process {processes})" if processes else ""
            self.say(f"Open in another console too{which}; the drafts are kept apart.")
        return found

    # Offering

    def _offer(self, draft: Draft) -> None:
        """Offer a draft beside what the server is known to hold by now."""
        function = self._base
        if function is None:
            return
        there = as_edited(function)
        changed = draft.base != there
        when = ago(draft.written_at, self.console.now())
        explanation = f"It was written {when} and never saved."
        if changed:
            explanation += " The function was changed on the server since."
        question = QuestionScreen(
            "There is an unsaved draft of this function.",
            explanation,
            (
                Choice("go on", "Resolve the differences with the server" if changed else "Go on with it"),
                Choice("look", "Look at the differences"),
                Choice("drop", "Discard it"),
            ),
        )

        def answered(answer: str | None) -> None:
            if answer == "go on" and self._base is not function:
                # Fetched again behind the question.
                self._offer(draft)
                return
            match answer:
                case "go on" if changed:
                    self.ask_conflict(draft.base, draft.edited, function, self._take_over)
                case "go on":
                    self._go_on_with(draft)
                case "look":
                    self._look_at(draft, function)
                case "drop":
                    self._discard_left(draft)
                case _:
                    self.say("The draft stays where it is; it is offered when the function is opened again.")

        self.app.push_screen(question, answered)

    def _look_at(self, draft: Draft, function: Function) -> None:
        from tui.app.screens.versions import Version, VersionsScreen

        screen = VersionsScreen(
            "The draft beside what the server holds.",
            (Version("on the server", as_edited(function)), Version("draft", draft.edited)),
        )
        self.app.push_screen(screen, lambda _answer: None if self.console.leaving else self._offer(draft))

    def _hold_draft(self, draft: Draft) -> None:
        lines = Snapshot.of(draft.edited.code).lines
        self._hold(Settled(draft.edited, len(conflicts_in(lines))))
        self._code.go_to(*draft.cursor)

    def _go_on_with(self, draft: Draft) -> None:
        self._hold_draft(draft)
        self._take_over()
        self.say("This is your draft; it is not saved yet.", "$accent")

    def _take_over(self) -> None:
        if self._keeper is not None:
            self._keeper.take_over(self._draft_maker() if self.unsaved else None)

    # Discarding

    def _discard_left(self, draft: Draft) -> None:
        if self._set_aside(draft):
            self._drop_left()
            self.say("The draft was discarded; d in the list brings it back.", "$muted")

    def _set_aside(self, draft: Draft) -> bool:
        """Keep what is discarded, so that it can be brought back; where that fails it is said, and nothing is done."""
        store = self.console.start.drafts
        try:
            if store is not None:
                store.discard(draft)
        except StorageError as error:
            self.say(f"Not discarded: the changes could not be kept to be brought back ({error.reason}).")
            return False
        return True

    # Following

    def _keep_draft(self) -> None:
        """Something was typed."""
        keeper = self._keeper
        if keeper is None or self._base is None:
            return
        if keeper.typed():
            self._write_draft()
        elif not self._draft_waits:
            self._draft_waits = True
            call_widget_later(self, self.console.clock, keeper.seconds_left(), self._draft_due)

    def _draft_due(self) -> None:
        self._draft_waits = False
        keeper = self._keeper
        if keeper is None or not keeper.waiting:
            return
        left = keeper.seconds_left()
        if left > 0.01:
            self._draft_waits = True
            call_widget_later(self, self.console.clock, left, self._draft_due)
        else:
            self._write_draft()

    def _write_draft(self) -> None:
        if self._keeper is not None:
            if self.unsaved:
                self._keeper.write(self._draft_maker())
            else:
                self._keeper.drop()

    def _draft_maker(self) -> partial[Draft]:
        base = self._base
        assert base is not None
        return partial(
            _made,
            (self.console.list_name, base.slug),
            as_edited(base),
            self._fields,
            self._code.snapshot().kept(),
            (self.console.now(), self._code.cursor_location),
        )

    def keep_unsaved(self) -> list[str]:
        if self._keeper is None or self._base is None:
            return []
        if not self.unsaved:
            # What was taken back since the draft was written must not be offered again.
            self._keeper.drop()
            return []
        slug = printable(self._base.slug, limit=60)
        if self._keeper.flush(self._draft_maker()):
            return [f"The unsaved edit of {slug} is kept; open the function again to go on with it."]
        return [f"The unsaved edit of {slug} could not be written to disk."]

    def _drop_draft(self) -> None:
        if self._keeper is not None:
            self._keeper.drop()

    def _drop_left(self) -> None:
        if self._keeper is not None:
            self._keeper.drop_left()

    def settled_with_server(self) -> None:
        self._write_draft()

    def held_changed(self) -> None:
        self._write_draft()

    def on_unmount(self) -> None:
        if self._keeper is not None:
            self._keeper.close()


def _made(
    where: tuple[str, str], base: Edited, fields: Edited, code: Snapshot, when: tuple[datetime, tuple[int, int]]
) -> Draft:
    return Draft(*where, base, fields._replace(code=code.text), *when)
