"""The runner's commands for saved requests: pick, new, duplicate, delete. A request is renamed in its own box."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from textual.worker import Worker

from tui.app.runner.request_driver import RequestDriver
from tui.app.shell.asked_text import AskText
from tui.app.shell.pick import PickScreen
from tui.app.shell.prompts import Prompts
from tui.app.shell.questions import Choice, DetailsScreen, QuestionScreen
from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.sessions.checks import problem_of
from tui.sessions.listing import Column, Flexible, ListSpec
from tui.sessions.run_request import RunRequest
from tui.sessions.saved_requests import NEW
from tui.terminal.sanitise import printable


class _Saved(NamedTuple):
    place: int
    request: RunRequest


def target_words(request: RunRequest) -> str:
    """What a request asks, in a few words."""
    return f"{request.method} {request.path}" + (f"?{request.query}" if request.query else "")


_LIST: ListSpec[_Saved] = ListSpec(
    key=lambda saved: str(saved.place),
    columns=(
        Column("", Flexible(), lambda saved, now, cells: printable(saved.request.name or "(no name)"), bar=True),
        Column(
            "",
            Flexible(weight=2),
            lambda saved, now, cells: printable(target_words(saved.request), limit=200),
            lambda saved: "muted",
        ),
    ),
)


class SavedCommands:
    """Picks one of the saved requests, and makes and deletes them."""

    COMMAND_DEFAULTS = CommandDefaults("runner", "Saved requests")

    def __init__(self, screen: ConsoleScreen, requests: RequestDriver, prompts: Prompts, clock: Clock) -> None:
        self._screen = screen
        self._requests = requests
        self._prompts = prompts
        self._clock = clock

    def _has_saved(self) -> bool:
        return bool(self._requests.keeper.saved.file.requests)

    @command(
        keys=("ctrl+o",),
        title="Saved requests",
        help="Pick one of the function's saved requests.",
        footer=Footer("requests", 3, _has_saved),
    )
    async def pick(self) -> None:
        """Pick one of the saved requests; what is edited is kept before."""
        if not await self._requests.may_replace():
            return
        requests = [_Saved(*each) for each in enumerate(self._requests.keeper.saved.file.requests)]
        if not requests:
            self._screen.say("No request of this function is saved yet: this one is, once it is changed.", "$muted")
            return
        where = self._requests.keeper.place or "They are kept until this screen is left."
        self._prompts.ask(
            PickScreen("Saved requests", where, _LIST, requests, self._clock, self._in_full), self._picked
        )

    def _picked(self, saved: _Saved | None) -> None:
        if saved is not None and saved.place < len(self._requests.keeper.saved.file.requests):
            self._requests.pick(saved.place)

    def _in_full(self, saved: _Saved) -> None:
        request = saved.request
        headers = [(printable(name, limit=60), printable(value)) for name, value in request.headers]
        facts = [("name", printable(request.name)), ("request", printable(target_words(request))), *headers]
        self._prompts.ask(DetailsScreen(None, [*facts, ("body", printable(request.body, limit=2000))]))

    @command(keys=("ctrl+n",), title="New request", help="Begin a new request of this function.")
    async def new(self) -> None:
        """Begin a new request; what is edited is kept before."""
        if await self._requests.may_replace():
            self._requests.pick(None)
            self._screen.say("A new request: it is saved once it is changed.", "$muted")

    @command(keys=("alt+c",), title="Duplicate request", help="Save a copy of this request, and edit that.")
    async def duplicate(self) -> None:
        """Save a copy of this request, and edit the copy."""
        request = await self._requests.keep()
        if request is None:
            return
        self._requests.keeper.pick(None)
        kept = await self._requests.keeper.keep(replace(request, name=f"{request.name} (copy)".lstrip()))
        self._requests.show_kept(kept, request)
        if not kept.said:
            self._screen.say("This is the copy.", "$muted")

    @command(
        keys=("alt+e",),
        title="Expect",
        help="Add what is expected of the answer to the request, as in: status 200.",
    )
    def expect(self) -> None:
        """Ask for a check, and keep it with the request."""
        request = self._requests.pane.request
        if isinstance(request, str):
            self._screen.say(request)
            return
        there = "; ".join(request.checks)
        explanation = (
            'status 200, status 2xx, time < 500 ms, json items[0].name = "Ada", json id exists, header x-id = 7,'
            " or body contains Ada. It is kept in the request's file; without text all checks are removed."
            f" {f'There: {there}' if there else 'There is none yet.'}"
        )

        def refuses(check: str) -> str:
            problem = problem_of(check) if check.strip() else ""
            return f"Not a check: {printable(problem, limit=200)}." if problem else ""

        def answered(check: str | None) -> None:
            if check is not None:
                _worker: Worker[None] = self._screen.run_worker(self._expect(check.strip()), group="requests")

        value = "" if request.checks else "status 200"
        asked = AskText("What is expected of the answer?", printable(explanation, limit=600), refuses, value=value)
        self._prompts.ask(asked, answered)

    async def _expect(self, check: str) -> None:
        request = self._requests.pane.request
        if isinstance(request, RunRequest) and check not in request.checks:
            self._requests.pane.show(replace(request, checks=(*request.checks, check) if check else ()))
            await self._requests.keep()

    @command(
        keys=("alt+k",),
        title="Copy as curl",
        help="Copy the request as a curl command; the API key and other secrets stand by their variables' names.",
    )
    def copy_as_curl(self) -> None:
        """Copy the request as a curl command."""
        request = self._requests.pane.request
        text, is_command = (request, False) if isinstance(request, str) else self._requests.as_curl(request)
        if is_command:
            self._screen.app.copy_to_clipboard(text)
        else:
            self._screen.say(printable(text, limit=400))

    @command(keys=("alt+x",), title="Delete request", help="Delete this request from its file.")
    async def delete(self) -> None:
        """Ask whether to delete this request; a new one that nothing was typed into is left at once."""
        keeper, saved = self._requests.keeper, self._requests.keeper.saved.current
        if keeper.saved.place is None and self._requests.pane.request == NEW:
            await self._delete()
            return
        # Of its name so much that the question is read in one look.
        name = printable(saved.name or target_words(saved), limit=100)
        where = printable(keeper.place, limit=200) or "the saved requests"
        told = f"{name} is deleted from {where}." if keeper.saved.place is not None else "It is not saved yet."
        question = QuestionScreen(
            "Delete this request?",
            f"{told} This can't be undone here.",
            (Choice("keep", "Keep it"), Choice("delete", "Delete it")),
        )

        def answered(answer: str | None) -> None:
            # Another one may stand in the boxes by now.
            if answer == "delete" and keeper.saved.current == saved:
                _worker: Worker[None] = self._screen.run_worker(self._delete(), group="requests")

        self._prompts.ask(question, answered)

    async def _delete(self) -> None:
        request = self._requests.pane.request
        kept = await self._requests.keeper.remove(RunRequest() if isinstance(request, str) else request)
        self._requests.show(kept.request)
        self._requests.show_kept(kept, kept.request)
