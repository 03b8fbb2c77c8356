"""What an error answer means: the function is asked for, its code searched, and commands lead to where it is put right.

Owns what is known of the function because of the last error. Refuses to decide what it means:
`tui.sessions.run_errors` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from tui.app.runner.driver import RunDriver
from tui.app.runner.request_driver import RequestDriver
from tui.app.shell.connection import Connection
from tui.app.shell.navigation import Navigator
from tui.app.shell.routes import Back, OpenBulk, OpenFunction, OpenLogs, OpenRunner
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.editing.error_places import place_of_error
from tui.editing.moved_places import MovedPlace, moved_place
from tui.editing.runnable import Runtime
from tui.editing.source import lines_of_code
from tui.errors import ApiError, NotFound
from tui.model.function import DRAFT, Function
from tui.model.problem import ErrorPlace
from tui.sessions.bulk_results import Action
from tui.sessions.response import Response, body_text, thrown_of
from tui.sessions.run import RunState
from tui.sessions.run_errors import (
    Circumstances,
    Standing,
    can_be_activated,
    is_asked_about,
    meaning,
    reached_the_functions,
    standing_of,
)

_SEARCHED_CHARACTERS = 20_000
_IS_CHANGED = "This line was changed or removed since it was run."


class ErrorPage(Protocol):
    """The runner's screen, as these commands see it."""

    requests: RequestDriver

    @property
    def runs(self) -> RunDriver: ...


class ErrorCommands:
    """Finds out what an error of the function means. `show` shows the last run with what is known by now."""

    COMMAND_DEFAULTS = CommandDefaults("runner", "Errors of the function")

    def __init__(
        self,
        page: ErrorPage,
        route: OpenRunner,
        connection: Connection,
        navigator: Navigator,
        show: Callable[[], None],
    ) -> None:
        self._page = page
        self._show = show
        self._summary = route.summary
        self._held = route.code
        self._connection = connection
        self._navigator = navigator
        self._known: tuple[int, Standing, ErrorPlace | None] = (0, Standing.NOT_ASKED, None)
        self._moved: MovedPlace | None = None
        self._reached = 0

    # What is known

    def meaning(self, state: RunState) -> str:
        """What the answer means, as far as is known; "" where that is nothing."""
        return "" if state.response is None else meaning(state.response, self._circumstances(state))

    def _circumstances(self, state: RunState) -> Circumstances:
        number, standing, place = self._known
        is_known = number == state.number
        return Circumstances(
            deploys_to_cloud=self._connection.deploys_to_cloud,
            through_deployment=state.request.is_direct,
            was_there=bool(self._summary.id) or self._summary.created_at is not None,
            answered_before=self._reached == state.number - 1 > 0,
            has_path=bool(state.request.path.strip("/")),
            standing=standing if is_known else Standing.NOT_ASKED,
            place=place if is_known else None,
        )

    async def look(self, state: RunState) -> None:
        """A run is over: where its answer is an error, ask for the function to tell which, and show that."""
        response = state.response
        if response is None:
            return
        if not is_asked_about(response):
            self._reached = state.number
            return
        standing, place, moved = Standing.NOT_KNOWN, None, None
        try:
            function = await self._connection.api.functions.get(state.slug)
        except NotFound:
            standing = Standing.MISSING
        except ApiError:
            standing = Standing.NOT_KNOWN
        else:
            self._summary = function.summary
            standing = standing_of(function.summary.status)
            if response.status >= 500:
                place, moved = await asyncio.to_thread(self._place_in, function, response)
        if state.number >= self._known[0]:
            # What is asked for an older run may be answered after a newer one's.
            self._known, self._moved = (state.number, standing, place), moved
        if self._page.runs.state.number == state.number:
            self._show()
        if reached_the_functions(response):
            self._reached = max(self._reached, state.number)

    def _place_in(self, function: Function, response: Response) -> tuple[ErrorPlace | None, MovedPlace | None]:
        """Where the error is by now, in the editor where that is below, and what became of its line there."""
        runtime = Runtime.CLOUD if self._connection.deploys_to_cloud else Runtime.SELF_HOSTED
        text, message = _thrown(response)
        lines = lines_of_code(function.code)
        place = place_of_error(text, message, function.summary.slug, lines, runtime)
        if place is None:
            return None, None
        now = lines if self._held is None else self._held.snapshot.lines
        moved = moved_place(lines, now, place.range)
        return replace(place, range=moved.range), moved

    @property
    def place(self) -> MovedPlace | None:
        """Where the error of the last run is, in the editor's code where that is below."""
        return None if self._circumstances(self._page.runs.state).place is None else self._moved

    @property
    def words(self) -> str:
        """What the error of the last run is."""
        return _error_words(self._page.runs.state)

    # Commands

    def _no_place(self) -> str | None:
        return None if self.place is not None else "No place in the code is known of this answer."

    @command(
        keys=("f8",),
        title="Go to the error",
        help="Open the code at the line that the error is about.",
        footer=Footer("error", 2),
        disabled=_no_place,
    )
    async def open_code(self) -> None:
        """Open the code at the error; the request is kept before."""
        place = self.place
        if place is None or not await self._page.requests.may_leave():
            return
        if self._held is not None:
            said = f"{_IS_CHANGED} {self.words}" if place.is_changed else self.words
            self._navigator.go(Back(said, place=place.range))
        else:
            self._navigator.go(OpenFunction(self._summary, place.range.start_line))

    def _not_a_draft(self) -> str | None:
        state = self._page.runs.state
        is_draft = state.response is not None and can_be_activated(state.response, self._circumstances(state))
        return None if is_draft else "It is not known to be a draft: f9 is for a 404 of a draft."

    @command(
        keys=("f9",),
        title="Activate the function",
        help="Set the function active, where its answer says that it is a draft.",
        footer=Footer("activate", 2),
        writes=True,
        disabled=_not_a_draft,
    )
    def activate(self) -> None:
        """Set the function active; where its editor is below, there, so that it is not taken for somebody else's."""
        if self._held is not None:
            self._navigator.go(Back("Set to active here: alt+enter saves and runs it.", activates=True))
            return
        self._navigator.go(OpenBulk(Action.ACTIVATE, (self._summary._replace(status=DRAFT),)))

    @command(keys=("alt+o",), title="Logs", help="Open the logs of the function.")
    def open_logs(self) -> None:
        """Open the logs of the function."""
        self._navigator.go(OpenLogs(self._summary.slug))


def _thrown(response: Response) -> tuple[str, str]:
    """The text of an answer, in which a stack may stand, and the message of its error."""
    text = (body_text(response) or "")[:_SEARCHED_CHARACTERS].replace("\\n", "\n")
    return text, thrown_of(response) or text.partition("\n")[0].partition(": ")[2]


def _error_words(state: RunState) -> str:
    words = "" if state.response is None else _thrown(state.response)[1]
    return f"The call failed here: {words}" if words else "The call failed here."
