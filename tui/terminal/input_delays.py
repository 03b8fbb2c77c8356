"""How long bytes may wait for those that belong to them.

Owns the numbers, all in seconds, what the environment says of them, and where a terminal would wait itself. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tui.terminal.variables import BOUNDED, number_within

_LEAST_ESCAPE = 0.001
"""An `ESCDELAY` of 0 asks for no delay; none at all would be a wait without end."""


class InputDelays(NamedTuple):
    """Seconds of silence after which what has come so far is taken for what it is."""

    escape: float = 0.15
    """An escape alone is the Escape key. A person waits for it: shorter than what is felt as slow."""

    sequence: float = 0.5
    """A sequence that has begun is not going to be finished. Nobody waits for this."""

    string: float = 1.0
    """The same for a terminal's answers (OSC, DCS, APC), which may be long."""

    paste: float = 2.0
    """A paste whose end mark does not come has ended."""

    burst: float = 0.03
    """Text that comes with shorter pauses is not typed by anyone."""


_REMOTE = InputDelays(escape=0.4, sequence=1.0, string=2.0, paste=5.0, burst=0.06)
"""A packet that was lost is sent again after 0.2 to 0.4 s, and cuts what it held at any byte."""

OVER_A_NETWORK = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")


def delays_of(environment: Mapping[str, str]) -> InputDelays:
    """The delays for this terminal: longer over SSH; `ESCDELAY` (milliseconds, as in ncurses) says how long for Escape.

    A value of `ESCDELAY` that is no number, or above five seconds, is ignored (`variables` names it to the user).
    """
    delays = _REMOTE if any(environment.get(name) for name in OVER_A_NETWORK) else InputDelays()
    milliseconds = number_within(environment.get("ESCDELAY", ""), *BOUNDED["ESCDELAY"])
    if milliseconds is not None:
        seconds = max(_LEAST_ESCAPE, milliseconds / 1000)
        delays = delays._replace(escape=seconds, sequence=max(delays.sequence, seconds))
    return delays


def mouse_delays_escape(environment: Mapping[str, str]) -> bool:
    """Whether Escape would not arrive before the next key if the terminal were asked for the mouse.

    GNU screen (4.9.0, tried) keeps an escape back while a program has asked for the mouse (modes 1000, 1003): it may be
    the beginning of a report. Over SSH only `TERM` comes along, and `screen` alone may be tmux's.
    """
    if environment.get("TMUX"):
        return False
    return bool(environment.get("STY")) or environment.get("TERM", "").startswith("screen.")
