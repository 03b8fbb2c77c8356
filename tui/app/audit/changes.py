"""What the selected row did to a function: shown as a difference, and put back into the editor.

Owns the way from a row to the compare screen and to the editor, by routes. Refuses to know how either is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Protocol

from textual.worker import Worker

from tui.app.audit.words import no_difference, nothing_to_restore
from tui.app.shell.connection import Connection
from tui.app.shell.navigation import Navigator
from tui.app.shell.notice import describe_error
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import Choice
from tui.app.shell.routes import Compare, OpenFunction, OpenHistory, Version
from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.relative_time import exact
from tui.errors import ApiError, StorageError
from tui.flows.what_changed import Change, Known, what_changed
from tui.model.function import DRAFT, Edited, FunctionSummary
from tui.model.history import DELETED, KeptVersion
from tui.sessions.audit_rows import AuditLine
from tui.sessions.edit.values import ChosenVersion
from tui.sessions.versions import filled
from tui.store.history import HistoryStore
from tui.terminal.sanitise import printable

_GROUP = "change"


class _KeptHere(NamedTuple):
    """The versions of one server that this machine keeps."""

    store: HistoryStore
    server_id: str

    def versions(self, slug: str) -> list[KeptVersion]:
        return self.store.versions(self.server_id, slug)

    def content(self, slug: str, mark: str) -> Edited | None:
        return self.store.content(self.server_id, slug, mark)


class ShowsRow(Protocol):
    """Whether a row is still the selected one."""

    def __call__(self, line: AuditLine) -> bool: ...


class RowChanges:
    """Shows and restores what rows did. `listed` finds a function of the list; `versions` are those kept here."""

    def __init__(
        self,
        screen: ConsoleScreen,
        connection: Connection,
        navigator: Navigator,
        prompts: Prompts,
        listed: Callable[[str], FunctionSummary | None],
        versions: HistoryStore | None,
        is_selected: ShowsRow,
    ) -> None:
        self._screen = screen
        self._connection = connection
        self._navigator = navigator
        self._prompts = prompts
        self._listed = listed
        self._versions = versions
        self._is_selected = is_selected

    def show(self, line: AuditLine) -> None:
        """Compare what the row left with what was before it."""
        self._start(line, self._compare)

    def restore(self, line: AuditLine) -> None:
        """Put what the row left into the editor; of a deletion what was deleted."""
        self._start(line, self._restore)

    def history(self, line: AuditLine) -> None:
        """The versions of the row's function; the one to restore is opened in the editor."""
        self._prompts.ask(OpenHistory(line.subject), partial(self._chosen, line))

    def stop(self) -> None:
        """What is looked for is wanted no more."""
        self._screen.workers.cancel_group(self._screen, _GROUP)

    def _start(self, line: AuditLine, then: Callable[[AuditLine, Change], None]) -> None:
        self._screen.say("Reading the audit trail for what was before.", "$muted")
        # Not the coroutine itself: one that is replaced before it began would never be awaited.
        work = partial(self._look, line, then)
        _worker: Worker[None] = self._screen.run_worker(work, group=_GROUP, exclusive=True)

    async def _look(self, line: AuditLine, then: Callable[[AuditLine, Change], None]) -> None:
        if line.at is None:
            self._screen.say("The server told no time of this row: what was before it can't be found. h: history.")
            return
        server_id = self._connection.server_id
        kept = _KeptHere(self._versions, server_id) if self._versions is not None else None
        try:
            change = await what_changed(self._connection.api, line.subject, line.id, line.at, line.action, kept)
        except ApiError as error:
            report = describe_error(error, self._connection.display_name)
            self._say(line, server_id, f"The audit trail can't be read: {report.headline}")
            return
        except StorageError as error:
            self._say(line, server_id, str(error))
            return
        if self._is_wanted(line, server_id):
            self._screen.hush()
            self._prompts.ask_unasked(
                lambda: then(line, change), lambda: self._is_wanted(line, server_id), self._screen
            )

    def _is_wanted(self, line: AuditLine, server_id: str) -> bool:
        same_server = self._connection.server_id == server_id
        return self._screen.is_active and same_server and self._is_selected(line)

    def _say(self, line: AuditLine, server_id: str, text: str) -> None:
        if self._is_wanted(line, server_id):
            self._screen.say(text)

    def _compare(self, line: AuditLine, change: Change) -> None:
        before, after = change.before, change.after
        if before is None or after is None or line.action == DELETED:
            self._screen.say(no_difference(line, change))
            return
        versions = [
            Version(_label(before), filled(before.version, before.content, after.content)),
            Version(_label(after), filled(after.version, after.content, before.content)),
        ]
        who = printable(line.actor, limit=60)
        headline = f"What {who} changed in {printable(line.subject, limit=60)}"
        choices = (Choice("after", "restore the change"), Choice("before", "go back before it"))
        chosen = {"after": after, "before": before}

        def answered(answer: str | None) -> None:
            if answer in chosen:
                self._open(line, chosen[answer])

        self._prompts.ask(Compare(headline, versions, choices), answered)

    def _restore(self, line: AuditLine, change: Change) -> None:
        known = change.before if line.action == DELETED else change.after
        if known is None:
            self._screen.say(nothing_to_restore(line, change))
        else:
            self._open(line, known)

    def _open(self, line: AuditLine, known: Known) -> None:
        unknown = [field for field in known.version.unknown if field != "code"]
        not_known = f" ({', '.join(unknown)} not known)" if unknown else ""
        self._chosen(line, ChosenVersion(known.content, f"{_label(known)}{not_known}"))

    def _chosen(self, line: AuditLine, chosen: ChosenVersion | None) -> None:
        if chosen is not None:
            summary = self._listed(line.subject) or FunctionSummary(line.subject, chosen.content.name, DRAFT)
            self._navigator.go(OpenFunction(summary, restoring=chosen))


def _label(known: Known) -> str:
    return f"the version of {exact(known.version.at)}"
