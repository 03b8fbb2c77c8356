"""The stock text area with the code in a file: what the console is measured against."""

from __future__ import annotations

import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, TextArea


class Stock(App[None]):
    """A header, a text area, a footer."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield TextArea(Path(sys.argv[1]).read_text(encoding="utf-8"), soft_wrap=False, show_line_numbers=True)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(TextArea).focus()


if __name__ == "__main__":
    Stock().run()
