"""A function on two servers: compared, and copied from the one that is connected to another one.

A copy is opened there as an unsaved edit, so that what a save would change is seen before, and told truly after.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from tui.app.profiles.keeper import ProfileKeeper
from tui.app.shell.background import Background
from tui.app.shell.notice import describe_error
from tui.app.shell.questions import Choice, QuestionScreen
from tui.app.shell.routes import Compare, CompareElsewhere, OpenFunction, OpenProfiles, Version
from tui.app.shell.shared import Shared
from tui.errors import ApiError, ConsoleError, NotFound
from tui.flows.connect import Missing, Target
from tui.model.address import same_origin
from tui.model.function import Function, FunctionSummary
from tui.sessions.edit.values import Beginning, LeftDraft
from tui.terminal.sanitise import printable

_COPY = "copy"


class Elsewhere:
    """Compares a function with that of another profile's server."""

    def __init__(self, keeper: ProfileKeeper, shared: Shared, background: Background) -> None:
        self._keeper = keeper
        self._connection, self._clock, self._navigator, self._prompts = shared
        self._background = background

    def begin(self, route: CompareElsewhere) -> None:
        """Ask with which server, and compare then."""
        slug = printable(route.summary.slug, limit=60)

        def chosen(name: str | None) -> None:
            if name is not None:
                self._run(partial(self._compare, route.summary, name))

        self._prompts.ask(OpenProfiles(chooses=True, why=f"Compare {slug} with that of which server?"), chosen)

    def _run(self, work: Callable[[], Awaitable[None]]) -> None:
        async def told() -> None:
            try:
                await work()
            except ConsoleError as error:
                self._prompts.say(printable(str(error)))

        self._background.run(told, "elsewhere", exclusive=True)

    async def _compare(self, summary: FunctionSummary, name: str) -> None:
        shown = printable(name, limit=60)
        self._prompts.say(f"Fetching {printable(summary.slug, limit=60)} here and with profile {shown}.", "$muted")
        here, server = self._connection.server_id, self._connection.display_name
        target = await asyncio.to_thread(self._keeper.target, name)
        if isinstance(target, Missing):
            self._prompts.say(f"Profile {shown} has no key of its own: nothing was asked.")
            return
        if same_origin(target.url, self._connection.target.url if self._connection.target else ""):
            self._prompts.say(f"Profile {shown} is of the server that is connected: nothing was compared.")
            return
        try:
            mine = await self._connection.api.functions.get(summary.slug)
        except ApiError as error:
            self._prompts.say(describe_error(error, server).headline)
            return
        try:
            theirs = await self._theirs(target, summary.slug)
        except ApiError as error:
            self._prompts.say(describe_error(error, f"profile {shown}").headline)
            return
        # Not over what the user went to meanwhile, nor for another server.
        self._prompts.ask_unasked(
            lambda: self._show(mine, theirs, target, server), lambda: self._connection.server_id == here
        )

    async def _theirs(self, target: Target, slug: str) -> Function | None:
        client = await self._connection.client_for(target)
        try:
            return await client.functions.get(slug)
        except NotFound:
            return None
        finally:
            await client.aclose()

    def _show(self, mine: Function, theirs: Function | None, target: Target, here: str) -> None:
        self._prompts.say("")
        slug, name = printable(mine.slug, limit=60), printable(target.profile.name, limit=60)

        def answered(answer: str | None) -> None:
            if answer == _COPY:
                self._run(partial(self._copy, mine, theirs, target))

        copy = Choice(_COPY, f"copy it to {name}: opened there, unsaved")
        if theirs is None:
            question = f"{name} has no function {slug}"
            told = "A copy is opened there as a new function; nothing is sent before it is saved."
            self._prompts.ask(QuestionScreen(question, told, (Choice("stay", "Leave it at that"), copy)), answered)
            return
        if theirs.content == mine.content:
            self._prompts.say(f"{slug} is the same on both servers: code, name, description, status.", "$success")
            return
        versions = (Version(f"{name}", theirs.content), Version(f"here, {here}", mine.content))
        self._prompts.ask(Compare(f"{slug} on two servers", versions, (copy,)), answered)

    async def _copy(self, mine: Function, theirs: Function | None, target: Target) -> None:
        names = self._navigator.editors.named()
        if names:
            self._prompts.say(f"Open here: {names}. Leave them (esc) before another server is connected.")
            return
        if not self._navigator.is_at_views:
            # What was opened meanwhile is of the server that is connected.
            self._prompts.say("Nothing was copied: something was opened meanwhile.")
            return
        await self._connection.connect(target)
        if theirs is None:
            self._navigator.go(OpenFunction(mine.summary, restoring=Beginning(mine.content)))
            return
        left = LeftDraft(theirs.content, mine.content, self._clock.now())
        self._navigator.go(OpenFunction(theirs.summary, restoring=left))
