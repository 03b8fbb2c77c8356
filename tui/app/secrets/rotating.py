"""The server's own keys rotated: asked for, sent once, kept where the old key was, and told what holds now.

Owns the order: a new key is on the disk before anything else is done with it. Refuses to sign in: it is handed that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from textual.screen import Screen
from textual.worker import Worker

from tui.app.shell.connection import Connection
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.notice import Report, Tone, describe_error
from tui.app.shell.prompts import OpenPrompt, Prompts
from tui.app.widgets.clock import Clock, wait_for
from tui.app.widgets.relative_time import exact
from tui.flows.keep_key import Kept, keep_new_key
from tui.flows.secrets import LOOK_DELAYS, KeyRotation, rotate
from tui.sessions.secret_results import Rotation
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.api.secrets import ServerKey
    from tui.flows.connect import Target

_API, _ANON = "api", "anon"
_MOST_HOURS = {_API: 168, _ANON: 720}
_USUAL_HOURS = {_API: 24, _ANON: 168}


class SignIn(Protocol):
    """Asks for another key."""

    def __call__(
        self, *, is_refused: bool, answered: Callable[[bool], None], then: Callable[[], None]
    ) -> OpenPrompt | None: ...


class Rotating:
    """Rotates keys for one view; `show` takes what became of it."""

    def __init__(
        self,
        screen: Screen[None],
        connection: Connection,
        clock: Clock,
        prompts: Prompts,
        *,
        known: KnownSecrets,
        config: Path | None,
        sign_in: SignIn,
        show: Callable[[Report | None], None],
    ) -> None:
        self._screen = screen
        self._connection = connection
        self._clock = clock
        self._prompts = prompts
        self._known = known
        self._config = config
        self._sign_in = sign_in
        self._show = show
        self.is_rotating = False

    def ask(self) -> None:
        """Ask which key, and how long the old one is to be good."""
        from tui.app.shell.questions import Choice, QuestionScreen

        if self.is_rotating:
            return
        choices = (
            Choice(_API, "The API key, which the console uses too"),
            Choice(_ANON, "The anon key, which apps and web pages use"),
        )
        told = "The server makes a new one. The old one stays good for as many hours as you say next."
        self._prompts.ask(QuestionScreen("Which key is to be rotated?", told, choices), self._asked_which)

    def _asked_which(self, which: str | None) -> None:
        from tui.app.shell.asked_text import AskText

        if which is None:
            return
        most = _MOST_HOURS[which]

        def refuses(text: str) -> str:
            is_number = text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 6
            return "" if is_number and int(text) <= most else f"Write a number of hours, up to {most}."

        def answered(text: str | None) -> None:
            if text is not None:
                self.is_rotating = True
                self._show(Report(Tone.BUSY, f"Asking {self._connection.display_name} for a new key."))
                _worker: Worker[None] = self._screen.run_worker(partial(self._rotate, which, int(text)), group="rotate")

        told = (
            "Whatever else uses it has to get the new one by then. 0 ends the old one at once."
            if which == _ANON
            else "Other tools and servers that use it have to get the new one by then. 0 ends it at once: if the answer"
            " is lost then, only signing in with a password leads back."
        )
        question = f"For how many hours is the old {_name(which)} good?"
        self._prompts.ask(AskText(question, told, refuses, value=str(_USUAL_HOURS[which])), answered)

    async def _rotate(self, which: str, hours: int) -> None:
        from tui.api.secrets import ServerKey

        connection, target = self._connection, self._connection.target
        if target is None:
            self.is_rotating = False
            return

        async def wait(seconds: float) -> None:
            await wait_for(self._clock, seconds)

        key: ServerKey = ServerKey.API if which == _API else ServerKey.ANON
        try:
            done = await rotate(
                connection.api, key, hours, target.key, is_api_key=which == _API, wait=wait, look_delays=LOOK_DELAYS
            )
            kept = Kept()
            if which == _API and done.rotated.key is not None:
                kept = await asyncio.to_thread(keep_new_key, self._config, target.url, target.key, done.rotated.key)
                if connection.target is target:
                    await connection.connect(target._replace(key=done.rotated.key))
        finally:
            self.is_rotating = False
        self._show(rotation_report(which, done, kept, target, connection.display_name))
        self._known.load()
        if done.rotated.ending is Rotation.LOCKED_OUT and connection.target is target:
            self._prompts.ask_unasked(
                lambda: self._sign_in(is_refused=True, answered=lambda _given: None, then=self._known.load),
                lambda: connection.target is target,
            )


def _name(which: str) -> str:
    return "API key" if which == _API else "anon key"


def rotation_report(which: str, done: KeyRotation, kept: Kept, target: Target, server: str) -> Report:
    """What became of a rotation, in words: what holds now, and what is to be done."""
    name, rotated = _name(which), done.rotated
    if rotated.ending is Rotation.DONE:
        ends = f"The old one is good until {exact(done.old_ends_at)}." if done.old_ends_at is not None else ""
        lost = "The answer was lost; the server was asked, and has a new one." if rotated.looked_up else ""
        where = _where_kept(kept, target) if which == _API else "y on ANON_KEY copies the new one."
        tone = Tone.CAREFUL if kept.failure else Tone.GOOD
        said = " ".join(part for part in (lost, ends, where) if part)
        return Report(tone, f"The {name} was rotated.", said)
    if rotated.ending is Rotation.NOT_OFFERED:
        return Report(Tone.CAREFUL, f"This server can't rotate its {name}.", "Nothing was changed.")
    if rotated.ending is Rotation.LOCKED_OUT:
        return Report(
            Tone.BAD,
            "The answer was lost, and the server no longer accepts the old key: a new one exists.",
            "c signs in again with user name and password, which fetches the new key.",
        )
    if rotated.ending is Rotation.UNKNOWN:
        how = (
            "The old key may end soon. c signs in again with user name and password, which fetches the current key."
            if which == _API
            else "y on ANON_KEY copies the current key; r asks when it was changed."
        )
        return Report(
            Tone.CAREFUL,
            f"Not known yet: the answer was lost, a new {name} may exist.",
            f"{how} Nothing is sent twice.",
        )
    if rotated.looked_up:
        told = "The answer was lost; the server was asked, and has the same key as before."
        return Report(Tone.BAD, f"The {name} was not rotated.", f"{told} It can be tried again.")
    if rotated.error is None:
        return Report(Tone.BAD, f"The {name} was not rotated.")
    report = describe_error(rotated.error, server)
    return Report(
        Tone.BAD, f"The {name} was not rotated.", f"{report.headline} {report.next_step}".strip(), report.details
    )


def _where_kept(kept: Kept, target: Target) -> str:
    copy = "y on API_KEY copies the new one."
    if kept.failure:
        return f"The console uses it, but it could not be kept: {printable(kept.failure, limit=300)}. {copy}"
    if kept.profiles:
        names = ", ".join(printable(name, limit=40) for name in kept.profiles)
        return f"Kept in profile {names}."
    if target.key_source in ("--sandbox", "typed in"):
        return f"The console uses it. {copy}"
    return f"The console uses it until it ends; {printable(target.key_source, limit=200)} has the old one. {copy}"
