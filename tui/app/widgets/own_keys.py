"""Keys that belong to a widget act when they reach it, in the order in which they were typed.

Textual's boxes insert characters at once, but let the keys of their bindings (arrows, home, backspace) travel up to the
app before they act: what is typed behind one in the same burst goes in first, at the wrong place. So our widgets have
no bindings: they declare commands, and run them from here.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual import events
from textual.widget import Widget

from tui.app.widgets.keymap import keymap_of
from tui.app.widgets.keys import is_chord


@runtime_checkable
class SaysThings(Protocol):
    """A screen whose words stand until the next key."""

    def hush(self) -> None: ...


async def act_on_own_key(widget: Widget, event: events.Key) -> None:
    """Run the widget's own command of a key. To be called by its key handler, before those of its base classes."""
    for command in keymap_of(widget).by_key(type(widget), event.key):
        # Before it acts: it may say something itself.
        if isinstance(widget.screen, SaysThings):
            widget.screen.hush()
        # It has its effect: nobody above may run it again.
        event.stop()
        event.prevent_default()
        await command.perform(widget, event.key)
        return


def types_nothing(event: events.Key) -> bool:
    """Whether a key is a chord (alt+d) that came with a character: unless it is bound, it does nothing."""
    return event.is_printable and is_chord(event.key)
