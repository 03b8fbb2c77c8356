"""What a user can do in the view of secrets."""

from __future__ import annotations

from typing import Protocol

from tui.app.secrets.driver import SecretsDriver
from tui.app.secrets.rows import FIRST_ORDER
from tui.app.secrets.words import (
    BAD_EXPIRY,
    PAST_EXPIRY,
    deleting_words,
    facts_of_secret,
    hindrance_words,
    shown_key,
)
from tui.app.shell.connection import Connection
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.list_commands import ListShowing, filter_commands, sort_commands
from tui.app.shell.list_filter import ListFilter
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import EditSecret
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command
from tui.app.widgets.row_table import RowTable
from tui.flows.secrets import Change, Delete
from tui.model.stored_secret import StoredSecret
from tui.sessions.listing import ListState, stay
from tui.sessions.secrets import Act, NoMoment, State, expiry_of, hindrance, state_of

_IN_FILTER = "In the filter of the secrets"


class SecretsPage(Protocol):
    """The screen as its commands see it; `SecretsScreen` is one."""

    connection: Connection
    driver: SecretsDriver
    table: RowTable[StoredSecret]
    report: OutcomePanel
    known: KnownSecrets

    def show(self, state: ListState[StoredSecret]) -> None: ...

    def update_keys(self) -> None: ...

    def say(self, text: str, style: str = ...) -> None: ...


class SecretsCommands:
    """The commands of the view that are about one secret, and about what is shown."""

    COMMAND_DEFAULTS = CommandDefaults("secrets", "In the secrets", Scope.MAIN)

    def __init__(self, page: SecretsPage, clock: Clock, prompts: Prompts, box: ListFilter) -> None:
        self._page = page
        self._clock = clock
        self._prompts = prompts
        self._box = box
        self.listing = ListShowing(page, box, FIRST_ORDER)

    @property
    def _selected(self) -> StoredSecret | None:
        return self._page.table.item

    def _against(self, act: Act) -> str | None:
        secret = self._selected
        if secret is None:
            return "There is no secret to select."
        found = hindrance(secret, act, self._clock.now())
        return None if found is None else hindrance_words(found, secret, act)

    # One secret

    def _no_server(self) -> str | None:
        # Whether there is one of that key already the server says, where the list is not known yet.
        return None if self._page.connection.is_connected else "No server is connected."

    @command(
        keys=("n",),
        title="Create",
        help="Create a secret, or the selected one again where it is deleted.",
        footer=Footer("create", 2),
        prepares=True,
        disabled=_no_server,
    )
    def create(self) -> None:
        """Create a secret."""
        secret = self._selected
        is_gone = secret is not None and state_of(secret, self._clock.now()) is State.DELETED and not secret.is_reserved
        self._edit(EditSecret(secret.key if secret is not None and is_gone else ""))

    def _no_change(self) -> str | None:
        return self._against(Act.CHANGE)

    @command(
        keys=("e", "enter"),
        title="Change",
        help="Give the selected secret another value or expiry.",
        footer=Footer("change", 1),
        prepares=True,
        disabled=_no_change,
    )
    def change(self) -> None:
        """Change the selected secret."""
        if self._selected is not None:
            self._edit(EditSecret(self._selected.key, is_change=True))

    def _edit(self, route: EditSecret) -> None:
        driver = self._page.driver
        driver.hide()

        def answered(said: str | None) -> None:
            if said:
                self._page.say(said, "$success")
                driver.follow_deployment(said)

        self._prompts.ask(route, answered)

    def _no_delete(self) -> str | None:
        return "A secret is being written." if self._page.driver.is_writing else self._against(Act.DELETE)

    @command(
        keys=("X",),
        title="Delete",
        help="Delete the selected secret, once that is confirmed.",
        footer=Footer("delete", 5),
        writes=True,
        disabled=_no_delete,
    )
    def delete(self) -> None:
        """Delete the selected secret."""
        from tui.app.shell.questions import Choice, QuestionScreen

        secret, page = self._selected, self._page
        if secret is None:
            return
        key = shown_key(secret.key)
        told = deleting_words(secret.key, page.known.used_by, deploys=page.connection.deploys_to_cloud)

        def answered(name: str | None) -> None:
            if name == "delete":
                page.driver.write(Delete(secret.key), f"{key} deleted.", f"{key} is as it was")

        choices = (Choice("keep", "Keep it"), Choice("delete", "Delete it"))
        self._prompts.ask(QuestionScreen(f"Delete {key}?", told, choices), answered)

    def _no_expiry(self) -> str | None:
        return "A secret is being written." if self._page.driver.is_writing else self._against(Act.EXPIRE)

    @command(
        keys=("E",),
        title="Expire",
        help="Set when the selected secret expires, or that it never does.",
        writes=True,
        disabled=_no_expiry,
    )
    def expire(self) -> None:
        """Set when the selected secret expires."""
        from tui.app.shell.asked_text import AskText

        secret, page = self._selected, self._page
        if secret is None:
            return
        key = shown_key(secret.key)

        def refuses(text: str) -> str:
            try:
                expiry_of(text, self._clock.now())
            except NoMoment as error:
                return PAST_EXPIRY if error.is_past else BAD_EXPIRY
            return "" if text.strip() else "Write never, now, 30d, 12h or a date."

        def answered(text: str | None) -> None:
            if text is not None:
                moment = expiry_of(text, self._clock.now())
                change = Change(secret.key, sets_expiry=True, expires_at=moment)
                page.driver.write(change, f"The expiry of {key} is set.", f"{key} is as it was")

        told = "From then on functions do not find it. never, now, 30d, 12h, 2027-01-31, or with a time in UTC."
        self._prompts.ask(AskText(f"When does {key} expire?", told, refuses, placeholder="30d"), answered)

    # Values

    def _no_value(self) -> str | None:
        return self._against(Act.READ)

    @command(
        keys=("v",),
        title="Show the value",
        help="Show the value of the selected secret for 20 seconds, or hide it.",
        footer=Footer("value", 3),
        disabled=_no_value,
    )
    def show_value(self) -> None:
        """Show the value, or hide it."""
        if self._selected is not None:
            self._page.table.show(stay(self._page.table.state))
            self._page.driver.show_or_hide(self._selected.key)

    @command(
        keys=("y",),
        title="Copy the value",
        help="Hand the value to the terminal's clipboard without showing it.",
        footer=Footer("copy", 4),
        disabled=_no_value,
    )
    def copy(self) -> None:
        """Copy the value."""
        if self._selected is not None:
            self._page.driver.copy(self._selected.key)

    # What is shown

    FILTERING = filter_commands(
        "secrets", lambda acts: acts.listing, "key, or by who uses it", group=_IN_FILTER, place=7
    )

    def _nothing_to_clear(self) -> str | None:
        return None if self._page.driver.reveal.key else self.listing.why_not_clear()

    @command(
        keys=("escape",),
        title="Hide, or clear the filter",
        help="Hide the value that is shown, or show all secrets.",
        disabled=_nothing_to_clear,
    )
    @command(
        keys=("escape",),
        title="Hide, or clear the filter",
        help="Show all secrets.",
        footer=Footer("clear", 2),
        group=_IN_FILTER,
        scope=Scope.BOX,
    )
    def hide_or_clear(self) -> None:
        """Hide the value, or show all secrets."""
        if self._page.driver.reveal.key and not self._box.has_focus:
            self._page.driver.hide()
            return
        self.listing.clear_filter()

    SORTING = sort_commands("secrets", lambda acts: acts.listing, "key, state, use, time of change")

    @command(
        keys=("f4",), title="In full", help="Show in full: all that is known of the selected secret but its value."
    )
    def details(self) -> None:
        """Show in full what rows have no room for."""
        from tui.app.shell.questions import DetailsScreen

        secret, used_by = self._selected, self._page.known.used_by
        users = None if secret is None or used_by is None else used_by.get(secret.key, ())
        facts = [] if secret is None else facts_of_secret(secret, users, self._clock.now())
        self._prompts.ask(DetailsScreen(self._page.report.report, facts))

    @command(
        keys=("r",),
        title="Ask again",
        help="Ask the server for its secrets again.",
        footer=Footer("refresh", 3, lambda acts: acts._page.report.is_failure),
    )
    def refresh(self) -> None:
        """Ask again."""
        self._page.known.load()
