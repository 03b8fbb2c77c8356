"""Why a slug can't be had, in words."""

from __future__ import annotations

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
