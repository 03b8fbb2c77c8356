"""What is said of the slug while it is typed."""

from __future__ import annotations

from textual.content import Content

from tui.app.shell.slug_words import slug_words
from tui.sessions.naming import SlugProblem


def about_slug(problem: SlugProblem | None, *, follows: bool, is_list_known: bool) -> Content:
    """What stands below the slug. `follows`: it is made from the name."""
    if problem is not None and not (follows and problem is SlugProblem.MISSING):
        return Content.styled(f"! {slug_words(problem)}", "$error")
    if problem is None and not is_list_known:
        return Content.styled("Whether it is taken is not known: the list is not loaded.", "$warning")
    return Content.styled("Made from the name, until you type one." if follows else "It is free.", "$muted")
