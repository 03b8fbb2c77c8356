"""Keys that belong to a text box act when they reach it, in the order in which they were typed.

Textual's boxes insert characters at once, but let the keys of their bindings (arrows, home, backspace) travel up to the
app before they act: what is typed behind one in the same burst goes in first, at the wrong place. The one place where
`DOMNode._bindings` is read; `tests/app/test_own_keys.py` fails when Textual changes it.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual import events
from textual.widget import Widget

from tui.app.shell.text_keys import is_chord

PRIVATE_NAMES = ("_bindings",)
"""What this module reads of Textual's `DOMNode`."""


@runtime_checkable
class SaysThings(Protocol):
    """A screen whose words stand until the next key."""

    def hush(self) -> None: ...


async def act_on_own_key(widget: Widget, event: events.Key) -> None:
    """Run what the widget itself binds to a key. To be called by its key handler, before those of its base classes."""
    for binding in widget._bindings.key_to_bindings.get(event.key, ()):
        if binding.priority:
            continue
        # Before it acts: it may say something itself.
        if isinstance(widget.screen, SaysThings):
            widget.screen.hush()
        if await widget.app.run_action(binding.action, widget):
            # It has had its effect: nobody above may run it again.
            event.stop()
            event.prevent_default()
            return


def types_nothing(event: events.Key) -> bool:
    """Whether a key is a chord (alt+d) that came with a character: unless it is bound, it does nothing."""
    return event.is_printable and is_chord(event.key)
