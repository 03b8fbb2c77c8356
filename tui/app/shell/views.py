"""The views between which the list's level switches: which there are, and how the header names them.

Owns their keys, titles and routes, and what is known of a server that lacks what a view shows. Refuses to know their
screens: what opens a route is registered in `tui.app.features`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual.content import Content

from tui.app.shell.routes import OpenAudit, OpenCalls, OpenFunctions, OpenLogs, OpenSchedules, OpenSecrets, Route


class ViewSpec(NamedTuple):
    """A view. `route` leads to it where it was left; `help` is what its key says of itself."""

    name: str
    key: str
    title: str
    help: str
    route: Callable[[], Route[None]]


FUNCTIONS, CALLS, LOGS = "functions", "calls", "logs"
SECRETS, SCHEDULES, AUDIT = "secrets", "schedules", "audit"

VIEWS: Sequence[ViewSpec] = (
    ViewSpec(FUNCTIONS, "1", "Functions", "Show the functions.", OpenFunctions),
    ViewSpec(CALLS, "2", "Calls", "Show which functions are called, how often, and how they fail.", OpenCalls),
    ViewSpec(LOGS, "3", "Logs", "Show what functions printed and what the server logged.", OpenLogs),
    ViewSpec(SECRETS, "4", "Secrets", "Show the secrets that functions are given.", OpenSecrets),
    ViewSpec(SCHEDULES, "5", "Schedules", "Show what the server calls by itself, and when.", OpenSchedules),
    ViewSpec(AUDIT, "6", "Audit", "Show who did what when, to functions and secrets.", OpenAudit),
)
"""All views, in the order of their keys. A new one is a line here and the opener of its route in `features`."""


def view_tabs(here: str, lacking: Sequence[str], in_full: bool) -> Content:
    """The views as the header shows them: the one on the screen by key and title, those that a server lacks greyed.

    The others have their titles where they are shown `in_full`, else their keys alone.
    """
    tabs: list[Content] = []
    for view in VIEWS:
        if view.name == here:
            tabs.append(Content.styled(f"{view.key} {view.title.lower()}", "bold $foreground"))
        else:
            text = f"{view.key} {view.title.lower()}" if in_full else view.key
            tabs.append(Content.styled(text, "$line" if view.name in lacking else "$muted"))
    return Content("  " if in_full else " ").join(tabs)
