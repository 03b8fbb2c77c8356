"""The place in a function's code that a line of a log names.

Owns reading a stack trace. Refuses to know where the line was logged and which code was deployed then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.editing.places import lines_in_front, range_at
from tui.model.problem import CodeRange

_FRAME = re.compile(r"functions[/\\](?P<slug>[A-Za-z0-9_-]{1,200})\.[cm]?[jt]sx?:(?P<line>\d{1,7}):(?P<column>\d{1,7})")
"""A function's file lies in the folder of the functions: other files of a trace are the server's own."""
_SEARCHED_CHARACTERS = 20_000


def function_in_trace(text: str, slug: str = "") -> str:
    """The slug of the function whose file a trace names first, `slug` before all others; empty where it names none."""
    found = [each["slug"] for each in _FRAME.finditer(text[:_SEARCHED_CHARACTERS])]
    return slug if slug in found else next(iter(found), "")


def place_in_trace(text: str, slug: str, lines: Sequence[str]) -> CodeRange | None:
    """The uppermost place of a trace in this code; None where it names none.

    A trace counts from the code as the server deployed it, with its own lines in front.
    """
    for each in _FRAME.finditer(text[:_SEARCHED_CHARACTERS]):
        if each["slug"] == slug:
            found = range_at(lines, int(each["line"]), int(each["column"]), in_front=lines_in_front(lines))
            if found is not None:
                return found
    return None
