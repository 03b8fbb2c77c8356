"""Keeps Textual and Rich from changing colours before they come to the line, which knows the terminal.

Private names used here: `App._filters` and Rich's `Console._color_system`; `tests/terminal/test_driver.py` fails when
they change.
"""

from __future__ import annotations

from typing import TypeVar

from rich.color import ColorSystem
from textual.app import App
from textual.filter import Monochrome

from tui.terminal.driver_differences import DifferenceDriver

_Result = TypeVar("_Result")


def keep_all_colours(app: App[_Result]) -> None:
    """Let Textual write every colour as it is, whatever the environment says.

    Otherwise Rich rounds them for `TERM`, and Textual makes greys of them for `NO_COLOR`.
    """
    if app.driver_class is not None and issubclass(app.driver_class, DifferenceDriver):
        app.console._color_system = ColorSystem.TRUECOLOR
        app._filters = [each for each in app._filters if not isinstance(each, Monochrome)]
