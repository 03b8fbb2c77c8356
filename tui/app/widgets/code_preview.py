"""The code of the selected function, beside the list on a wide terminal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer

from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.line import Line
from tui.model.function import Function, FunctionSummary
from tui.terminal.sanitise import printable

REST_SECONDS = 0.15
"""How long the selection rests before its code is fetched: holding j down must not ask the server for every row."""

Fetch = Callable[[str], Awaitable[Function | str]]
"""Answers the function of a slug, or in words why it can't be shown."""


class CodePreview(Vertical):
    """Fetches and shows one function at a time, the last one asked for."""

    def __init__(self, fetch: Fetch, rest_seconds: float) -> None:
        super().__init__(id="preview")
        self._fetch = fetch
        self._rest_seconds = rest_seconds
        self._shown: Function | None = None
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Line(id="preview-title")
        yield CodeEditor(id="preview-code", read_only=True)

    def on_mount(self) -> None:
        code = self.query_one(CodeEditor)
        code.can_focus = False
        code.show_cursor = False

    def known(self, summary: FunctionSummary) -> Function | None:
        """The function as it was fetched, if it is the one shown and the list has not moved on."""
        return self._shown if self._shown is not None and self._shown.summary == summary else None

    def forget(self) -> None:
        """Show nothing."""
        self._show(None)

    def show_soon(self, summary: FunctionSummary | None) -> None:
        """Show this function once the selection rests on it."""
        if self._timer is not None:
            self._timer.stop()
        if not self.display:
            return
        if summary is None:
            self._show(None)
        elif self.known(summary) is None:
            if self._rest_seconds:
                self._timer = self.set_timer(self._rest_seconds, lambda: self._start(summary))
            else:
                self._start(summary)

    def _start(self, summary: FunctionSummary) -> None:
        self.run_worker(self._load(summary), group="preview", exclusive=True)

    async def _load(self, summary: FunctionSummary) -> None:
        found = await self._fetch(summary.slug)
        if isinstance(found, str):
            self._show(None, found)
        else:
            # Under the list's own metadata: it is what tells whether the list has moved on since.
            self._show(replace(found, summary=summary))

    def _show(self, function: Function | None, instead: str = "") -> None:
        self._shown = function
        title, code = self.query_one("#preview-title", Line), self.query_one(CodeEditor)
        if function is None:
            title.show(Content(instead))
            code.load_text("")
            return
        about = printable(function.summary.description or "no description", limit=200)
        slug = printable(function.slug, limit=80)
        title.show(Content.assemble(Content.styled(slug, "bold"), "  ", Content.styled(about, "$muted")))
        code.load_text(function.code)
