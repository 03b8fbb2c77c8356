"""The code of the selected function, beside the list on a wide terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker

from tui.app.widgets.line import Line
from tui.model.function import Function, FunctionSummary
from tui.terminal.sanitise import printable

if TYPE_CHECKING:
    from tui.app.widgets.code_editor import CodeEditor

REST_SECONDS = 0.15
"""How long the selection rests before its code is fetched: holding j down must not ask the server for every row."""

_LARGE_CHARACTERS = 100_000

Fetch = Callable[[str], Awaitable[Function | str]]
"""Returns the function of a slug, or in words why it can't be shown."""


class CodePreview(Vertical):
    """Fetches and shows one function at a time, the last one asked for."""

    class Changed(Message):
        """Other code is shown, or none."""

    def __init__(self, fetch: Fetch, rest_seconds: float) -> None:
        super().__init__(id="preview")
        self._fetch = fetch
        self._rest_seconds = rest_seconds
        self._shown: Function | None = None
        self._timer: Timer | None = None
        self._code: CodeEditor | None = None

    def compose(self) -> ComposeResult:
        yield Line(id="preview-title")

    def known(self, summary: FunctionSummary) -> Function | None:
        """The function as it was fetched, if it is the one shown and the list has not moved on."""
        return self._shown if self._shown is not None and self._shown.summary == summary else None

    def forget(self) -> None:
        """Show nothing, and not what is on its way either."""
        self._stop()
        self._show(None)

    def rest(self) -> None:
        """Nobody looks at the pane for now: fetch nothing, and let a large text go, which the editor may hold too."""
        self._stop()
        if self._shown is not None and len(self._shown.code) > _LARGE_CHARACTERS:
            self._show(None)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self.workers.cancel_group(self, "preview")

    @property
    def can_scroll(self) -> bool:
        """Whether code is shown."""
        return self.display and self._shown is not None and self._code is not None

    def scroll_page(self, step: int) -> None:
        """Move a page down (1) or up (-1) in the code."""
        if self._code is not None:
            (self._code.scroll_page_down if step > 0 else self._code.scroll_page_up)(animate=False)

    def show_soon(self, summary: FunctionSummary | None) -> None:
        """Show this function once the selection rests on it."""
        if self._timer is not None:
            self._timer.stop()
        if not self.display:
            self.rest()
            return
        if summary is None:
            self._show(None)
        elif self.known(summary) is None:
            if self._rest_seconds:
                self._timer = self.set_timer(self._rest_seconds, lambda: self._start(summary))
            else:
                self._start(summary)

    def _start(self, summary: FunctionSummary) -> None:
        # Not the coroutine itself: one that is replaced before it began would never be awaited.
        _worker: Worker[None] = self.run_worker(partial(self._load, summary), group="preview", exclusive=True)

    async def _load(self, summary: FunctionSummary) -> None:
        found = await self._fetch(summary.slug)
        if isinstance(found, str):
            self._show(None, found)
            return
        if self._code is None:
            code = await showing_code("preview-code")
            if self._code is None:
                self._code = code
                # Not awaited: a newer function would cancel this one's worker in between.
                self.mount(code)
        # Under the list's own metadata: it is what tells whether the list has moved on since.
        self._show(found._replace(summary=summary))

    def _show(self, function: Function | None, instead: str = "") -> None:
        self._shown = function
        self.post_message(self.Changed())
        title = self.query_one("#preview-title", Line)
        if self._code is not None:
            self._code.load_text(function.code if function is not None else "")
        if function is None:
            title.show(Content(instead))
            return
        about = printable(function.summary.description or "no description", limit=200)
        slug = printable(function.slug, limit=80)
        title.show(Content.assemble(Content.styled(slug, "bold"), "  ", Content.styled(about, "$muted")))


async def showing_code(id: str) -> CodeEditor:
    """A pane of code to look at, without focus and cursor.

    It is loaded with the first code that is shown, in a thread: neither the first frame nor a key waits for it.
    """
    await asyncio.to_thread(import_module, "tui.app.widgets.code_editor")
    from tui.app.widgets.code_editor import CodeEditor

    code = CodeEditor(id=id, read_only=True)
    code.can_focus = False
    code.show_cursor = False
    return code
