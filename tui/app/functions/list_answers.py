"""What the loading of the list tells, shown: the functions, why there are none, what else is known of each.

Owns which reports stand below the list. Refuses to know how the list is loaded, and how rows look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from tui.app.functions.deleting_commands import DeletingCommands
from tui.app.functions.draft_marks import DraftMarks
from tui.app.functions.folder_commands import FolderMarks
from tui.app.functions.marking_commands import MarkingCommands
from tui.app.functions.notices import Notices
from tui.app.functions.page import ListPage
from tui.app.functions.previewing import Previewing
from tui.app.functions.rows import FunctionFacts
from tui.app.functions.words import NO_FUNCTIONS, UNCONNECTED, fetching, list_failed
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.live_words import describe_liveness
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import Report
from tui.app.shell.routes import OpenFunction
from tui.app.widgets.clock import Clock
from tui.errors import ApiError
from tui.model.function import ACTIVE, FunctionList, FunctionSummary
from tui.sessions.calls import Counted
from tui.sessions.listing import ListState, failed, loading, received, remembered
from tui.sessions.liveness import ServerProof
from tui.store.list_cache import KnownList
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.flows.working_folder import WorkingFolder
    from tui.store.drafts import DraftStore


class AnswersPage(ListPage, Protocol):
    """The list's screen, as what was loaded is shown on it."""

    @property
    def is_on_top(self) -> bool: ...

    @property
    def previewing(self) -> Previewing: ...

    def report(self, report: Report | None) -> None: ...

    @property
    def marking(self) -> MarkingCommands: ...

    @property
    def deleting(self) -> DeletingCommands: ...


class ListAnswers:
    """Shows them on the screen `page`; a `ListView`."""

    def __init__(
        self,
        page: AnswersPage,
        box: ListFilter,
        navigator: Navigator,
        drafts: DraftStore | None,
        folder: Callable[[], WorkingFolder | None],
        clock: Clock,
    ) -> None:
        self._page = page
        self._box = box
        self._navigator = navigator
        self._draft_marks = DraftMarks(page, drafts)
        self._folder_marks = FolderMarks(page, folder, clock)
        self.notices = Notices(page.console_screen())

    @property
    def _state(self) -> ListState[FunctionSummary]:
        return self._page.table.state

    def show_unconnected(self) -> None:
        """No server is connected, and the user would rather look around first."""
        self._page.report(UNCONNECTED)
        self._page.show(failed(self._state, "not connected"))

    def show_loading(self) -> None:
        """The list is on its way."""
        connection = self._page.connection
        if not self._state.items:
            self._page.report(fetching(connection.display_name if connection.is_connected else ""))
        self._page.show(loading(self._state))

    def show_list(self, found: FunctionList, proof: ServerProof) -> None:
        """The list came, with what is known of whether callers get its functions."""
        self._page.show(received(self._state, self._page.table.spec, found.functions))
        self._page.report(None if found.functions else NO_FUNCTIONS)
        self.show_liveness(proof)
        self.look_for_drafts()
        self._page.previewing.show_soon()

    def show_failure(self, error: ApiError) -> None:
        """The list could not be fetched."""
        server = self._page.connection.display_name
        self._page.report(list_failed(error, server, is_shown=bool(self._state.items)))
        self._page.show(failed(self._state))

    def start_over(self, known: KnownList | None) -> None:
        """Another server is asked: show what was last known of it, or nothing."""
        page = self._page
        state = ListState[FunctionSummary](order=self._state.order)
        if known is not None:
            state = remembered(state, page.table.spec, known.functions, known.fetched_at)
        self._box.clear_and_close()
        page.deleting.forget()
        page.tell(FunctionFacts(exact_times=page.facts.exact_times))
        page.table.show(state)
        page.lay_out()
        page.previewing.pane.forget()
        page.report(None)
        self.show_loading()

    def show_liveness(self, proof: ServerProof) -> None:
        """Mark the active functions that nobody can call, or only an older version of, and say why."""
        uncallable = proof.uncallable([each.slug for each in self._state.items if each.status == ACTIVE])
        self._page.tell(self._page.facts._replace(uncallable=uncallable, held_back=proof.held_back))
        if self._state.items and self._state.is_loaded:
            self._page.report(describe_liveness(proof, uncallable))

    def show_calls(self, calls: Mapping[str, Counted] | None) -> None:
        """Say how often functions were called within the last hour, or (None) that it is not known."""
        if calls != self._page.facts.calls:
            self._page.tell(self._page.facts._replace(calls=calls))
            self._page.lay_out()

    def show_notice(self, notice: str) -> None:
        """Say what of this machine's variables and files could not be used, until the list is fetched anew."""
        self.notices.add(notice)

    def look_for_drafts(self) -> None:
        """Mark the functions that have unsaved drafts on this machine, and say how the linked folder stands to them."""
        self._draft_marks.look()
        self._folder_marks.look()

    def opened_others(self) -> None:
        """Mark the functions that are open."""
        tabs = self._navigator.editors.state.tabs
        unsaved = frozenset(tab.slug for tab in tabs if tab.is_unsaved)
        self._page.tell(self._page.facts._replace(opened=frozenset(tab.slug for tab in tabs), unsaved=unsaved))

    def listed(self, slug: str) -> FunctionSummary | None:
        """The function of this slug as the list has it."""
        return self._page.listed(slug)

    def unmark(self, slugs: frozenset[str]) -> None:
        """Take the marks of these functions away: what was to be done with them is done."""
        self._page.marking.unmark(slugs)

    @property
    def is_on_top(self) -> bool:
        """Whether nothing covers the list."""
        return self._page.is_on_top

    @property
    def may_open(self) -> bool:
        """Whether the user looks at the list, and types nothing into it."""
        return self._page.console_screen().is_active and not self._box.has_focus

    def open_slug(self, slug: str) -> None:
        """Open a function by its slug, or say that this server has none of that name."""
        function = self.listed(slug)
        if function is None:
            self.say(f"This server has no function {printable(slug, limit=60)}.")
            return
        self.select_slug(slug)
        self._navigator.go(OpenFunction(function))

    def select_slug(self, slug: str) -> None:
        """Put the selection on the function of this slug, if it is shown."""
        self._page.select_slug(slug)

    def say(self, text: str, style: str = "$warning") -> None:
        """Say something in the status line."""
        self._page.say(text, style)
