"""A bare app: what any Textual program needs to start. What the console's start is measured against."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, TextArea


class Bare(App[None]):
    """A header, a text area, a footer."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield TextArea("hello there")
        yield Footer()


if __name__ == "__main__":
    Bare().run()
