"""The line of tabs: which functions are open, the one on the screen, what is unsaved and what became of each.

Owns how many of them have room. Refuses to know editors: it shows `tui.sessions.open_editors`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click, Resize

from tui.app.shell.open_editors import OpenEditors
from tui.app.widgets.cut_text import in_cells
from tui.app.widgets.line import Line
from tui.sessions.open_editors import OpenEditors as State
from tui.sessions.open_editors import Sign, Tab
from tui.terminal.sanitise import printable

_MOST_CELLS = 24
"""So much of a slug is shown."""
_GAP = "  "
_MORE = "…"
_STYLES = {Sign.NONE: "$muted", Sign.BUSY: "$accent", Sign.DONE: "$success", Sign.LOOK: "bold $warning"}


class Piece(NamedTuple):
    """A tab as it is shown, and where it begins; of no `key` is the sign that there are more."""

    key: int | None
    text: str
    style: str
    column: int


def pieces(state: State, cells: int) -> Sequence[Piece]:
    """The tabs that have room in so many cells: the one that is shown, and its neighbours."""
    texts = [_text(tab) for tab in state.tabs]
    here = next((place for place, tab in enumerate(state.tabs) if tab.key == state.shown), 0)
    first, last = here, here + 1
    # Those behind it first, then those before it; a cell and a gap at each end for the sign that there are more.
    room = cells - 2 * (1 + len(_GAP)) if _width(texts) > cells else cells
    while last < len(texts) and _width(texts[first : last + 1]) <= room:
        last += 1
    while first > 0 and _width(texts[first - 1 : last]) <= room:
        first -= 1
    shown = [(tab.key, text, _style(state, tab)) for tab, text in zip(state.tabs, texts, strict=True)]
    more = (None, _MORE, "$muted")
    found: list[Piece] = []
    column = 0
    for key, text, style in [*[more][: first > 0], *shown[first:last], *[more][: last < len(texts)]]:
        found.append(Piece(key, text, style, column))
        column += cell_len(text) + len(_GAP)
    return found


def _style(state: State, tab: Tab) -> str:
    return "bold $foreground" if tab.key == state.shown else _STYLES[tab.sign]


def _text(tab: Tab) -> str:
    slug = printable(tab.slug, limit=200)
    slug = slug if cell_len(slug) <= _MOST_CELLS else in_cells(slug, _MOST_CELLS).rstrip()
    return f"{tab.number} {slug}{'*' if tab.is_unsaved else ''}{tab.sign.value}"


def _width(texts: Sequence[str]) -> int:
    return sum(map(cell_len, texts)) + len(_GAP) * (len(texts) - 1)


class TabLine(Line):
    """A row below the header, from two open functions on. A click on a tab shows it."""

    DEFAULT_CSS = """
    TabLine { height: 1; padding: 0 1; background: $background; display: none; }
    """

    def __init__(self, editors: OpenEditors) -> None:
        super().__init__(id="tabs")
        self._editors = editors
        self._unsubscribe: Callable[[], None] | None = None

    def on_mount(self) -> None:
        self._unsubscribe = self._editors.subscribe(self.show_tabs)
        self.show_tabs()

    def on_unmount(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()

    def show_tabs(self) -> None:
        """Show how the tabs are now."""
        state = self._editors.state
        if self.display != state.has_line:
            self.display = state.has_line
        self.show(Content(_GAP).join([Content.styled(each.text, each.style) for each in self._pieces()]))

    def _pieces(self) -> Sequence[Piece]:
        # As wide as the screen: the widget's own size is not known before the first layout.
        return pieces(self._editors.state, max(1, self.app.size.width - 2))

    def on_resize(self, event: Resize) -> None:
        self.show_tabs()

    def on_click(self, event: Click) -> None:
        column = event.get_content_offset_capture(self).x
        for each in self._pieces():
            if each.column <= column < each.column + cell_len(each.text):
                editor = self._editors.of_key(each.key)
                if editor is not None and not self._editors.why_not(editor):
                    self._editors.show(editor)
