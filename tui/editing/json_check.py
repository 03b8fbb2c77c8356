"""Where a text is not JSON, and what is wrong there in words."""

from __future__ import annotations

import json
import re

from tui.model.problem import CodeRange, Problem

_VARIABLE = re.compile(r"\{\{[^{}\n]*\}\}")
_MOST_CHARACTERS = 1_000_000
"""A longer text is not checked: it would hold up the keys."""


def json_problem(text: str) -> Problem | None:
    """The first place at which a text is not JSON; None where it is, or is too long to tell.

    A variable as `{{name}}` may stand for any value, and within a string.
    """
    if len(text) > _MOST_CHARACTERS:
        return None
    # As long as before, so that places are right; in a string a string's quotes would end it.
    plain = _VARIABLE.sub(lambda found: "0" + " " * (len(found.group(0)) - 1), text)
    try:
        json.loads(plain)
    except json.JSONDecodeError as error:
        line, column = error.lineno - 1, error.colno - 1
        words = f"{error.msg[:1].lower()}{error.msg[1:]}".removesuffix(" from")
        return Problem(f"Not JSON: {words}.", range=CodeRange(line, column, line, column + 1))
    except RecursionError:
        return Problem("Not JSON that can be read: it is nested too deeply.")
    except ValueError:
        return Problem("Not JSON that can be read: it holds a number of too many digits.")
    return None
