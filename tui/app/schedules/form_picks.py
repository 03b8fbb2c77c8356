"""What can be picked in the form of a schedule instead of being typed: a function, a secret.

Owns what is offered for what was typed, and what becomes of the text. Refuses to know when it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.app.shell.facts import Facts
from tui.model.function import ACTIVE, FunctionSummary
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec, holds_words
from tui.terminal.sanitise import printable

_BEGUN = re.compile(r"\$\{{0,2}\s*(?:secrets?\.|[secrt]+$)?(\w*)$")
_CLOSED = re.compile(r"\s*\}{1,2}")
_STATUS_CELLS = 9


def functions_list() -> ListSpec[FunctionSummary]:
    """The rows of functions to pick one from."""
    return ListSpec(
        key=lambda function: function.slug,
        columns=(
            Column("", Flexible(weight=2), lambda function, now, cells: printable(function.slug, limit=120), bar=True),
            Column(
                "",
                Fixed(_STATUS_CELLS, drop=1),
                lambda function, now, cells: printable(function.status, limit=20),
                lambda function: "muted" if function.status == ACTIVE else "warning",
            ),
            Column(
                "",
                Flexible(),
                lambda function, now, cells: (
                    printable(function.name, limit=120) if function.name != function.slug else ""
                ),
                lambda function: "muted",
            ),
        ),
        text_cells=40,
    )


def keys_list() -> ListSpec[str]:
    """The rows of secrets' keys to pick one from."""
    return ListSpec(
        key=lambda key: key,
        columns=(Column("", Flexible(), lambda key, now, cells: printable(key, limit=200), bar=True),),
        text_cells=40,
    )


def function_facts(function: FunctionSummary) -> Facts:
    """A function in full."""
    return [
        ("slug", printable(function.slug, limit=200)),
        ("name", printable(function.name, limit=200)),
        ("status", printable(function.status, limit=40)),
    ]


def matching(functions: Sequence[FunctionSummary], typed: str) -> list[FunctionSummary]:
    """The functions that what was typed may mean, by slug: all where it means none, as a URL of elsewhere does."""
    every = sorted(functions, key=lambda function: function.slug)
    last = typed.strip().rstrip("/").rpartition("/")[2].partition("?")[0]
    found = [function for function in every if holds_words(last, function.slug, function.name)]
    return found or every


def begun_key(text: str, cursor: int) -> tuple[int, str]:
    """Where a placeholder that was begun before the cursor starts, and what there is of the key."""
    before = text[:cursor]
    found = _BEGUN.search(before)
    if found is not None:
        return found.start(), found[1]
    return cursor, ""


def filled_in(text: str, cursor: int, key: str) -> tuple[str, int]:
    """The text with the placeholder of a secret in place of what was begun, and the cursor behind it."""
    start, _ = begun_key(text, cursor)
    placed = f"${{{{secrets.{key}}}}}"
    end = cursor
    if start < cursor:
        closed = _CLOSED.match(text, cursor)
        end = cursor if closed is None else closed.end()
    return text[:start] + placed + text[end:], start + len(placed)
