"""The code of the version that is selected in a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from tui.app.shell.scrolling import page_down, page_up
from tui.app.widgets.code_preview import showing_code

if TYPE_CHECKING:
    from tui.app.widgets.code_editor import CodeEditor


class VersionPane(Vertical):
    """Shows one code at a time. What paints code is loaded with the first."""

    def __init__(self) -> None:
        super().__init__(id="past")
        self._code: CodeEditor | None = None

    async def show(self, text: str) -> None:
        """Show a code."""
        if self._code is None:
            code = await showing_code("past-code")
            if not self.is_attached:
                return
            if self._code is None:
                self._code = code
                self.mount(code)
        self._code.load_text(text)

    def page_down(self) -> None:
        """Move a page down in it."""
        if self._code is not None:
            page_down(self._code)

    def page_up(self) -> None:
        """Move a page up in it."""
        if self._code is not None:
            page_up(self._code)
