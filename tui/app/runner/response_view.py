"""What a function answered, on the screen: its outcome, then its headers or its body, which can be folded and searched.

Owns the keys of the response and which lines show a body. Refuses to know how a request is made and sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from tui.app.runner.answer_checks import AnswerChecks
from tui.app.runner.body_commands import IN_A_RESPONSE, BodyCommands
from tui.app.runner.body_saving import SavingCommands
from tui.app.runner.body_view import BodyView
from tui.app.runner.response_box import ResponseBox
from tui.app.runner.response_words import body_facts, checks_words, failed_checks, received, status_words
from tui.app.shell.moving import move_commands
from tui.app.shell.notice import Report, Tone
from tui.app.shell.outcome import OutcomePanel
from tui.app.shell.prompts import Prompts
from tui.app.shell.screen import ConsoleScreen
from tui.app.widgets.command import CommandDefaults, CommandPart, Scope, command
from tui.sessions.json_view import JsonLines
from tui.sessions.response import BodyKind, Response, body_text, kind_of
from tui.sessions.run import RunState
from tui.sessions.text_lines import TextLines
from tui.terminal.sanitise import printable

_MOST_FAILED_CHECKS = 3
_FIRST_LINES = 500
_LINES_AT_ONCE = 20_000
_SHOWN_BEFORE_END_BYTES = 64 * 1024
"""So much of JSON is shown as text while it comes."""

Advice = Callable[[RunState], str]
"""What to do about an answer, as sentences; "" where there is nothing to say."""


class ResponseView(Vertical):
    """The response to a request. `show` is told each state of the run; `advice` what to say below the status."""

    DEFAULT_CSS = """
    ResponseView { height: 2fr; }
    ResponseView BodyView { height: 1fr; }
    """
    COMMAND_DEFAULTS = CommandDefaults("response", IN_A_RESPONSE, Scope.MAIN)
    shares_footer = True
    """It is a pane of its screen: sending again and going back are named there too."""

    BODY = CommandPart(BodyCommands, lambda view: view.folding)
    SAVING = CommandPart(SavingCommands, lambda view: view.saving)

    class FollowRedirect(Message):
        """The redirect that is shown is to be followed."""

    def __init__(self, advice: Advice, prompts: Prompts, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._advice = advice
        self.folding = BodyCommands(lambda: self.body, self._say, lambda text: self._box.open(text))
        self.saving = SavingCommands(self, prompts, self._say)
        self.checks = AnswerChecks(self.start, lambda: self.show(self._state))
        self._state = RunState("")
        self._number = -1
        self._taken = 0
        self._kind: BodyKind | None = None
        self._shows_headers = False

    def compose(self) -> ComposeResult:
        yield OutcomePanel("response", _MOST_FAILED_CHECKS)
        yield BodyView(id="answer")
        yield ResponseBox()

    @property
    def body(self) -> BodyView:
        """The lines."""
        return self.query_one(BodyView)

    @property
    def report(self) -> Report | None:
        """The outcome that is shown."""
        return self.query_one("#response", OutcomePanel).report

    @property
    def response(self) -> Response | None:
        """The response that is shown."""
        return self._state.response

    @property
    def key_scope(self) -> Scope:
        """Whether the lines have the focus, or the box below them."""
        return Scope.MAIN if self.screen.focused is self.body else Scope.BOX

    @property
    def _box(self) -> ResponseBox:
        return self.query_one(ResponseBox)

    # What is shown

    def show(self, state: RunState) -> None:
        """Show what has become of a request. Called again whenever it changed; what is the same is not painted."""
        self._state = state
        self.query_one("#response", OutcomePanel).show(self._outcome(state))
        response = state.response
        if state.number != self._number or response is None:
            self._number, self._taken, self._kind, self._shows_headers = state.number, 0, None, False
            self.body.show(TextLines())
        if response is not None and not self._shows_headers:
            self._show_body(response, is_over=state.sending is None)

    def _outcome(self, state: RunState) -> Report | None:
        response = state.response
        if state.sending is not None:
            if response is None:
                return Report(Tone.BUSY, "Waiting for the function to answer.", "esc stops waiting.")
            return Report(Tone.BUSY, received(response), "esc stops.")
        if response is None:
            return Report(Tone.BAD, state.failure) if state.failure else None
        told = " ".join(part for part in (state.failure, self._advice(state), body_facts(response)) if part)
        tone = Tone.BAD if state.failure or response.status >= 400 else Tone.GOOD
        tone = Tone.CAREFUL if response.redirects_to else tone
        checked = self.checks.of(state)
        if checked:
            # What is expected counts: an error may be.
            tone = Tone.GOOD if all(each.passed for each in checked) else Tone.BAD
        headline = " · ".join(part for part in (status_words(response), checks_words(checked)) if part)
        return Report(tone, headline, told, failed_checks(checked or ()))

    def _show_body(self, response: Response, *, is_over: bool) -> None:
        kind = kind_of(response)
        if kind is BodyKind.JSON and is_over:
            if self._kind is not BodyKind.JSON:
                self._kind = kind
                self._show_json(response)
            return
        if kind in (BodyKind.IMAGE, BodyKind.BINARY):
            # Said in words above; there is nothing to show.
            return
        if self._kind is None and kind is not BodyKind.EMPTY:
            self._kind = BodyKind.EVENTS if kind is BodyKind.EVENTS else BodyKind.TEXT
            follows = kind is BodyKind.EVENTS
            self.body.show(TextLines(response.charset, has_fields=kind is BodyKind.EVENTS), follows=follows)
        if kind is BodyKind.JSON and self._taken >= _SHOWN_BEFORE_END_BYTES:
            return
        self._take(response, is_over=is_over)

    def _take(self, response: Response, *, is_over: bool) -> None:
        """Show what has come since."""
        lines = self.body.lines
        data = response.body.since(self._taken)
        if isinstance(lines, TextLines) and (data or is_over):
            self._taken += len(data)
            self.body.grew(lines.take(data, is_last=is_over))

    def _show_json(self, response: Response) -> None:
        lines = JsonLines(body_text(response) or "", is_cut=response.body.is_cut or not response.is_whole)
        more = lines.read_on(_FIRST_LINES)
        if lines.error is not None:
            self._show_as_text(response)
            return
        self.body.show(lines)
        if more:
            self.run_worker(self._read_on(lines, response), group="read", exclusive=True)

    def _show_as_text(self, response: Response) -> None:
        lines = TextLines(response.charset)
        lines.take(response.body.data, is_last=True)
        self._taken = response.body.kept
        self.body.show(lines)

    async def _read_on(self, lines: JsonLines, response: Response) -> None:
        """Read the rest beside the screen, which shows what there is of it."""
        while await asyncio.to_thread(lines.read_on, _LINES_AT_ONCE):
            if self.body.lines is lines:
                self.body.grew(lines.line_count)
        if self.body.lines is not lines:
            return
        if lines.error is None:
            self.body.grew(lines.line_count)
        else:
            self._show_as_text(response)
            self._say("The body is no JSON behind what was shown: it is shown as text.")

    def _say(self, text: str, style: str = "$warning") -> None:
        if isinstance(self.screen, ConsoleScreen):
            self.screen.say(text, style)

    # Commands

    moves = move_commands(
        lambda view: view.body.moves, prefix="response", where="the response", group=IN_A_RESPONSE, scope=Scope.MAIN
    )

    def _no_response(self) -> str | None:
        return None if self.response is not None else "There is no response yet."

    @command(keys=("h",), title="Headers", help="Show the headers of the response, or its body.", disabled=_no_response)
    def headers(self) -> None:
        """Show the headers in place of the body, or the body again."""
        response = self.response
        if response is None:
            return
        self._shows_headers = not self._shows_headers
        lines = TextLines()
        if self._shows_headers:
            words = "".join(f"{printable(name)}: {printable(value)}\n" for name, value in response.headers)
            lines.take(words.encode("utf-8", "replace"), is_last=True)
        self._taken, self._kind = 0, None
        self.body.show(lines)
        self.show(self._state)
        if isinstance(self.screen, ConsoleScreen):
            # Headers can't be folded.
            self.screen.update_keys()

    def _no_redirect(self) -> str | None:
        is_one = self._state.sending is None and self.response is not None and self.response.redirects_to
        return None if is_one else "The response is no redirect."

    @command(
        keys=("f",),
        title="Follow the redirect",
        help="Send a request to where the response redirects.",
        writes=True,
        disabled=_no_redirect,
    )
    def follow(self) -> None:
        """Follow the redirect."""
        self.post_message(self.FollowRedirect())

    # For the commands of the body

    def copy(self, text: str) -> None:
        """Copy a text."""
        self.app.copy_to_clipboard(text)

    def ask_path(self) -> None:
        """Ask where to save the body."""
        self._box.open("", for_path=True)

    def start(self, work: Coroutine[object, object, None]) -> object:
        """Let this go on beside the screen."""
        return self.run_worker(work)

    @on(ResponseBox.Typed)
    def _typed(self, event: ResponseBox.Typed) -> None:
        event.stop()
        self.folding.found(event.text, stays=True)

    @on(ResponseBox.Closed)
    def _box_closed(self, event: ResponseBox.Closed) -> None:
        event.stop()
        self.screen.set_focus(self.body)
        if event.for_path:
            self.saving.save_to(event.text or "")
        elif event.text is None:
            self.folding.found("")
