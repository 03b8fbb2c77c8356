"""The slug of a function that is not there yet: made from its name as servers make it, and whether it can be had.

And whether a name can be asked for as a proof.

Pure. Owns the rules, and refuses to put them into words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from enum import Enum, auto

RESERVED = frozenset(("health",))
"""Slugs that the functions runtime needs for itself: the newest servers refuse them."""

_MOST_TYPED = 60
_SLUG = re.compile(r"[a-zA-Z0-9_-]+")
_BLANKS = re.compile(r"\s+")
_NOT_ALLOWED = re.compile(r"[^a-z0-9_\s-]+")


class SlugProblem(Enum):
    """Why a slug can't be had."""

    MISSING = auto()
    NOT_ALLOWED = auto()
    RESERVED = auto()
    TAKEN = auto()


def slug_of(name: str) -> str:
    """The slug of a name: small letters, a dash for blanks, as servers make it.

    Servers leave other characters in and then refuse that as a slug: here accents go, and what is no letter of ASCII.
    Empty where nothing is left.
    """
    plain = "".join(each for each in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(each))
    return _BLANKS.sub("-", _NOT_ALLOWED.sub("", plain).strip())


def can_be_typed(name: str) -> bool:
    """Whether somebody can type a name as it is shown: letters, figures, signs of ASCII, and no more than a line."""
    return len(name) <= _MOST_TYPED and all(
        each.isalnum() or (each.isascii() and each.isprintable()) for each in unicodedata.normalize("NFC", name)
    )


def slug_problem(slug: str, taken: Collection[str]) -> SlugProblem | None:
    """Why a slug can't be had; `taken` are those that functions have."""
    if not slug:
        return SlugProblem.MISSING
    if not _SLUG.fullmatch(slug):
        return SlugProblem.NOT_ALLOWED
    if slug in RESERVED:
        return SlugProblem.RESERVED
    return SlugProblem.TAKEN if slug in taken else None


def free_slug(slug: str, taken: Collection[str]) -> str:
    """The slug of a copy: `{slug}-copy`, with a number where that is taken too."""
    wanted = f"{slug}-copy"
    number = 1
    while slug_problem(wanted if number == 1 else f"{wanted}-{number}", taken) is SlugProblem.TAKEN:
        number += 1
    return wanted if number == 1 else f"{wanted}-{number}"
