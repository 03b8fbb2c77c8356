"""A field for a value that must not be seen: masked until asked, and exact, whatever is pasted into it."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from tui.app.widgets.field import Field


class SecretField(Field):
    """A masked field. What is pasted stays as it is, line ends too; no undo is kept of it.

    Where `can_be_seen` is given, it decides of each content before any of it is drawn.
    """

    def __init__(
        self, *, placeholder: str = "", id: str | None = None, can_be_seen: Callable[[str], bool] | None = None
    ) -> None:
        self._can_be_seen = can_be_seen
        super().__init__(password=True, placeholder=placeholder, id=id, compact=True, select_on_focus=False)

    def watch_value(self, before: str, after: str) -> None:
        """Nothing of it is kept."""
        if self._can_be_seen is not None:
            self.mask(masked=not self._can_be_seen(after))

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(event.text, *self.selection)

    @property
    def is_masked(self) -> bool:
        """Whether stars stand for its characters."""
        return self.password

    def mask(self, *, masked: bool) -> None:
        """Show stars for its characters, or the characters."""
        if self.password != masked:
            self.password = masked
            self.refresh()
