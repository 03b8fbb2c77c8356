"""The list's commands for its marks, and for what is to be done with the functions that are marked."""

from __future__ import annotations

from tui.app.functions.page import ListPage, PageCommands
from tui.app.shell.navigation import Navigator
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import OpenBulk
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.model.function import FunctionSummary
from tui.sessions.listing import stay
from tui.sessions.marks import hidden_marks, marked_items, toggle_mark, toggle_shown, unmark
from tui.terminal.sanitise import printable

_SOME_SLUGS = 6


class MarkingCommands(PageCommands):
    """Marks functions, and leads to what is done with all of them."""

    COMMAND_DEFAULTS = CommandDefaults("list", "Many at once", Scope.MAIN)

    def __init__(self, page: ListPage, navigator: Navigator, prompts: Prompts) -> None:
        super().__init__(page)
        self._navigator = navigator
        self._prompts = prompts

    @command(
        keys=("space",),
        title="Mark",
        help="Mark the selected function, or take its mark away, and go to the next.",
        disabled=PageCommands.no_function,
    )
    def mark(self) -> None:
        """Mark the selected function, or take its mark away, and go to the next."""
        self.page.show(toggle_mark(self.state))
        self.page.table.move(1)

    @command(
        keys=("asterisk",),
        title="Mark all",
        help="Mark all functions that the filter shows; again takes their marks away.",
        disabled=PageCommands.no_function,
    )
    def mark_all(self) -> None:
        """Mark all that is shown, or take their marks away."""
        self.page.show(toggle_shown(self.state, self.page.table.spec))

    @command(
        keys=("a",),
        title="Act on marked",
        help="Activate, set to draft, export or delete the marked functions, or the selected one.",
        footer=Footer("act", 3),
        disabled=PageCommands.nothing_to_ask,
    )
    def act(self) -> None:
        """Ask what is to be done with the marked functions; without marks, with the selected one."""
        from tui.app.shell.questions import Choice, QuestionScreen
        from tui.sessions.bulk_results import Action

        chosen, are_marked = self.chosen, bool(self.state.marked)
        if not chosen:
            return
        self.page.table.show(stay(self.state))
        active = sum(function.status == Action.ACTIVATE.status for function in chosen)
        drafts = sum(function.status == Action.DRAFT.status for function in chosen)
        choices = [Choice(Action.EXPORT.value, "Export to files")]
        if not self._is_read_only:
            choices = [
                Choice(Action.ACTIVATE.value, f"Set active{_already(active, len(chosen))}", writes=True),
                Choice(Action.DRAFT.value, f"Set to draft{_already(drafts, len(chosen))}", writes=True),
                *choices,
                Choice(Action.DELETE.value, "Delete", writes=True),
            ]

        def answered(name: str | None) -> None:
            if name is not None:
                self._navigator.go(OpenBulk(Action(name), chosen, are_marked))

        self._prompts.ask(QuestionScreen(self._question(chosen), self._explanation(chosen), choices), answered)

    @property
    def chosen(self) -> tuple[FunctionSummary, ...]:
        """The marked functions in the order of the list; without marks, the selected one."""
        marked = marked_items(self.state, self.page.table.spec)
        selected = self.state.item
        return tuple(marked) or (() if selected is None else (selected,))

    def delete_marked(self) -> None:
        """Delete what is marked, once the user has seen what it is."""
        from tui.sessions.bulk_results import Action

        self._navigator.go(OpenBulk(Action.DELETE, self.chosen, are_marked=bool(self.state.marked)))

    def unmark(self, slugs: frozenset[str]) -> None:
        """Take the marks of these functions away."""
        self.page.show(unmark(self.state, slugs))

    @property
    def _is_read_only(self) -> bool:
        target = self.page.connection.target
        return target is not None and target.read_only

    def _question(self, chosen: tuple[FunctionSummary, ...]) -> str:
        if not self.state.marked:
            return f"What to do with {printable(chosen[0].slug, limit=60)}?"
        return f"What to do with the {len(chosen)} marked functions?" if len(chosen) > 1 else "What to do with it?"

    def _explanation(self, chosen: tuple[FunctionSummary, ...]) -> str:
        slugs = ", ".join(printable(function.slug, limit=60) for function in chosen[:_SOME_SLUGS])
        more = f" and {len(chosen) - _SOME_SLUGS} more" if len(chosen) > _SOME_SLUGS else ""
        said = [f"{slugs}{more}."] if self.state.marked else ["space marks more of them, * marks all."]
        hidden = hidden_marks(self.state, self.page.table.spec)
        if hidden:
            said.append(f"The filter does not show {hidden} of them.")
        if self._is_read_only:
            said.append("The connection is read-only: nothing is sent to the server.")
        return " ".join(said)


def _already(number: int, total: int) -> str:
    if not number:
        return ""
    return " (it is already)" if total == 1 else f" ({'all' if number == total else number} already)"
