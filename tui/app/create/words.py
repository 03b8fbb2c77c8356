"""What is said of the slug while it is typed."""

from __future__ import annotations

from textual.content import Content

from tui.sessions.naming import SlugProblem

_WORDS = {
    SlugProblem.MISSING: "A slug is needed: it is the function's address, and never changes.",
    SlugProblem.NOT_ALLOWED: "Only letters without accents, digits, - and _ can be in it.",
    SlugProblem.RESERVED: "Reserved: the functions runtime needs it for itself.",
    SlugProblem.TAKEN: "Taken: this server has a function of that slug.",
}


def slug_words(problem: SlugProblem) -> str:
    """Why a slug can't be had, as a sentence."""
    return _WORDS[problem]


def about_slug(problem: SlugProblem | None, *, follows: bool, is_list_known: bool) -> Content:
    """What stands below the slug. `follows`: it is made from the name."""
    if problem is not None and not (follows and problem is SlugProblem.MISSING):
        return Content.styled(f"! {slug_words(problem)}", "$error")
    if problem is None and not is_list_known:
        return Content.styled("Whether it is taken is not known: the list is not loaded.", "$warning")
    return Content.styled("Made from the name, until you type one." if follows else "It is free.", "$muted")
